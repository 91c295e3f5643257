using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Scoring;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// A column of the rows that a model learned, so that rows it makes have a column of that name and type. It knows where its values are among the
/// outputs of a network.
/// </summary>
/// <param name="Name">the column's name</param>
/// <param name="Kind">its type</param>
/// <param name="Dimensions">of a vector; empty otherwise</param>
/// <param name="Offset">of its first value</param>
/// <param name="Width">the number of its values</param>
/// <param name="Values">what a key stands for; null: nothing, or it is no key</param>
internal sealed record ExampleColumn(string Name, ExampleKind Kind, IReadOnlyList<int> Dimensions, int Offset, int Width, LabelValues? Values = null)
{
    /// <summary>The whole of a row: one column of features.</summary>
    public static ExampleColumn Of(DataViewSchema.Column column, TensorShape shape) => column.Type switch
    {
        ImageDataViewType => new(column.Name, ExampleKind.Image, [], 0, shape.ElementCount),
        VectorDataViewType { ItemType: NumberDataViewType item } type when item == NumberDataViewType.Byte =>
            type.Size > 0 && type.Size == shape.ElementCount
                ? new(column.Name, ExampleKind.Pixels, [.. type.Dimensions], 0, shape.ElementCount)
                : new(column.Name, ExampleKind.Encoded, [], 0, shape.ElementCount),
        VectorDataViewType { Size: > 0 } type => new(column.Name, ExampleKind.Vector, [.. type.Dimensions], 0, shape.ElementCount),
        VectorDataViewType => new(column.Name, ExampleKind.Vector, [.. shape], 0, shape.ElementCount),
        _ => new(column.Name, ExampleKind.Scalar, [], 0, 1)
    };

    /// <summary>Whether its values are to come in the order (height, width, channels).</summary>
    public bool IsInterleaved(ChannelOrder order) => Kind is ExampleKind.Image or ExampleKind.Encoded || order == ChannelOrder.ChannelsLast;

    /// <summary>The column as a network's outputs fill it.</summary>
    /// <param name="shape">of a whole row, for images</param>
    public ScoredColumn Scored(TensorShape shape) => Kind switch
    {
        ExampleKind.Scalar => new ScalarScoreColumn(Name, Offset, null),
        ExampleKind.Vector => new VectorScoreColumn(Name, Offset, new VectorDataViewType(NumberDataViewType.Single, Dimensions.ToArray()), null),
        ExampleKind.Pixels => new PixelScoreColumn(Name, Offset, new VectorDataViewType(NumberDataViewType.Byte, Dimensions.ToArray())),
        ExampleKind.Key => new LargestScoreColumn(Name, Offset, Width, Values?.ToKeyAnnotations()),
        ExampleKind.Image => new ImageScoreColumn(Name, Offset, shape),
        _ => new EncodedScoreColumn(Name, Offset, shape)
    };

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["kind"] = Kind.ToString(),
        ["dimensions"] = new JsonArray([.. Dimensions.Select(axis => (JsonNode)axis)]),
        ["offset"] = Offset,
        ["width"] = Width,
        ["values"] = Values?.ToJson()
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ExampleColumn FromJson(JsonNode json, TensorShape shape)
    {
        ExampleColumn column;
        try
        {
            string kind = json["kind"]!.GetValue<string>();
            if (!Enum.GetNames<ExampleKind>().Contains(kind)) throw new FormatException($"there is no kind '{kind}'");
            column = new ExampleColumn(json["name"]!.GetValue<string>(), Enum.Parse<ExampleKind>(kind),
                [.. json["dimensions"]!.AsArray().Select(axis => axis!.GetValue<int>())], json["offset"]!.GetValue<int>(), json["width"]!.GetValue<int>(),
                json["values"] is { } values ? LabelValues.FromJson(values) : null);
        }
        catch (Exception e) when (e is NullReferenceException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"A column of the model cannot be read: {e.Message}", e);
        }
        bool vector = column.Kind is ExampleKind.Vector or ExampleKind.Pixels;
        bool image = column.Kind is ExampleKind.Image or ExampleKind.Encoded;
        if (column.Width < 1 || column.Offset < 0 || (long)column.Offset + column.Width > shape.ElementCount
            || vector && (column.Dimensions.Any(axis => axis < 1) || column.Dimensions.Aggregate(1L, (product, axis) => product * axis) != column.Width)
            || column.Kind == ExampleKind.Scalar && column.Width != 1
            || column.Values is not null && (column.Kind != ExampleKind.Key || column.Values.Count != column.Width)
            || image && !(shape.IsImage && shape[0] is 1 or 3 && column.Width == shape.ElementCount))
        {
            throw new InvalidDataException($"The column '{column.Name}' of the model does not fit rows of {shape}: the file is damaged.");
        }
        return column;
    }
}
