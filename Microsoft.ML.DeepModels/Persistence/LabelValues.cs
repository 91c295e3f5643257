using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>
/// What the keys of a label stand for: the key values of the training column, kept in the model so that predictions can be
/// mapped back to them.
/// </summary>
internal abstract class LabelValues
{
    /// <summary>The number of values, which is the number of classes.</summary>
    public abstract int Count { get; }

    /// <summary>The type of one value.</summary>
    public abstract PrimitiveDataViewType ItemType { get; }

    /// <summary>Adds the values to annotations under a name such as KeyValues.</summary>
    public abstract void AddTo(DataViewSchema.Annotations.Builder annotations, string name);

    /// <summary>The annotations of a column of keys that stand for these values.</summary>
    public DataViewSchema.Annotations ToKeyAnnotations()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        AddTo(builder, AnnotationNames.KeyValues);
        return builder.ToAnnotations();
    }

    /// <summary>The values as text, for messages and tables.</summary>
    public abstract IEnumerable<string> AsText();

    /// <summary>The type's name and the values.</summary>
    public abstract JsonObject ToJson();

    /// <summary>Takes the key values of a column; null where it has none.</summary>
    /// <exception cref="NotSupportedException">The values are of a type that a model file cannot hold.</exception>
    public static LabelValues? Of(DataViewSchema.Column column)
    {
        var kind = column.Annotations.Schema.GetColumnOrNull(AnnotationNames.KeyValues);
        if (kind?.Type is not VectorDataViewType { IsKnownSize: true } vector) return null;
        // Like ML.NET: values of another number than the key's are not its values.
        if (column.Type is KeyDataViewType key && key.Count != (ulong)vector.Size) return null;
        foreach (var codec in LabelValueCodec.All)
            if (codec.ItemType.Equals(vector.ItemType)) return codec.Read(column);
        throw new NotSupportedException(
            $"The key values of column '{column.Name}' are of type {vector.ItemType}, which a model file cannot hold; " +
            $"supported are {string.Join(", ", LabelValueCodec.All.Select(c => c.ItemType))}. Map the label to keys from one of these types.");
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static LabelValues FromJson(JsonNode json)
    {
        try
        {
            string type = json["type"]!.GetValue<string>();
            var codec = LabelValueCodec.All.FirstOrDefault(c => c.ItemType.ToString() == type)
                ?? throw new InvalidDataException($"The label values are of the unknown type '{type}'.");
            return codec.Parse(json["values"]!.AsArray());
        }
        catch (Exception e) when (e is NullReferenceException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new InvalidDataException($"The label values of the model cannot be read: {e.Message}", e);
        }
    }
}
