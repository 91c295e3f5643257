using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Columns that make up a row together, as <see cref="TableReader"/> reads them.</summary>
internal static class ExampleTable
{
    private const string Role = "input";

    /// <summary>The columns of these names, in their order.</summary>
    public static IReadOnlyList<ExampleColumn> Of(DataViewSchema schema, IReadOnlyList<string> names)
    {
        var columns = new List<ExampleColumn>(names.Count);
        int offset = 0;
        foreach (string name in names)
        {
            var column = schema[name];
            int width = (int)TableReader.WidthOf(column);
            columns.Add(column.Type switch
            {
                KeyDataViewType => new(name, ExampleKind.Key, [], offset, width, LabelValues.Of(column)),
                VectorDataViewType type => new(name, ExampleKind.Vector, [.. type.Dimensions], offset, width),
                _ => new(name, ExampleKind.Scalar, [], offset, 1)
            });
            offset += width;
        }
        return columns;
    }

    /// <summary>Whether columns make up rows of a shape together.</summary>
    public static bool IsRow(IReadOnlyList<ExampleColumn> columns, TensorShape shape)
    {
        int offset = 0;
        foreach (var column in columns)
        {
            if (column.Offset != offset || column.Kind is not (ExampleKind.Scalar or ExampleKind.Vector or ExampleKind.Key)) return false;
            offset += column.Width;
        }
        return shape.Count == 1 && offset == shape[0];
    }

    /// <summary>Refuses rows whose columns are not those that a model learned.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">Keys stand for something else than in training.</exception>
    public static void Check(IReadOnlyList<ExampleColumn> columns, DataViewSchema schema)
    {
        foreach (var column in columns)
        {
            var found = SchemaErrors.Find(schema, Role, column.Name);
            bool fits = column.Kind switch
            {
                ExampleKind.Key => found.Type is KeyDataViewType key && key.RawType == typeof(uint),
                ExampleKind.Vector => found.Type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Single && vector.Size == column.Width,
                _ => found.Type == NumberDataViewType.Single
            };
            if (!fits) throw SchemaErrors.Mismatch(Role, column.Name, TypeName(column), found.Type is VectorDataViewType ? found.Type.ToString()! : SchemaColumns.TypeName(found.Type));
            if (found.Type is not KeyDataViewType { Count: var count }) continue;
            bool others = count != (ulong)column.Width
                || column.Values is { } values && LabelValues.Of(found) is { } given && !values.AsText().SequenceEqual(given.AsText());
            if (!others) continue;
            throw new ArgumentException($"The keys of column '{column.Name}' stand for other values, or for the same in another order, than those of the training rows. " +
                "Map both with one fitted transformer: var toKey = MapValueToKey(...).Fit(training), then toKey.Transform for each.", nameof(schema));
        }
    }

    private static string TypeName(ExampleColumn column) => column.Kind switch
    {
        ExampleKind.Key => "Key<UInt32>",
        ExampleKind.Vector => new VectorDataViewType(NumberDataViewType.Single, column.Dimensions.ToArray()).ToString()!,
        _ => "Single"
    };
}
