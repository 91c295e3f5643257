using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Joins columns of one item type, single values and vectors, to one vector.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        Contracts.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        Contracts.CheckValue(inputColumnNames, nameof(inputColumnNames));
        Contracts.CheckParam(inputColumnNames.Length > 0, nameof(inputColumnNames), "Input columns not specified");
        Contracts.CheckParam(!inputColumnNames.Any(string.IsNullOrEmpty), nameof(inputColumnNames), "Contained some null or empty items");
        (_name, _sources) = (outputColumnName, inputColumnNames);
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        return new ColumnConcatenatingTransformer(_host, _name, _sources);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        var columns = _sources.Select(s => inputSchema.TryFindColumn(s, out var column)
            ? column : throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", s)).ToArray();
        var itemType = columns[0].ItemType;
        foreach (var column in columns)
        {
            if (column.IsKey) throw _host.Except($"Column '{column.Name}' is key. Concatenation of keys is unsupported.");
            if (!column.ItemType.Equals(itemType))
                throw _host.Except($"Concatenated columns should have the same type. Column '{column.Name}' has type of {column.ItemType}, " +
                    $"but expected column type is {itemType}.");
        }

        var annotations = new List<SchemaShape.Column>();
        if (columns.All(c => Has(c, AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance)))
            annotations.Add(new(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
        if (columns.Any(c => c.Kind == SchemaShape.Column.VectorKind.Scalar
            || Has(c, AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance)))
            annotations.Add(new(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));

        var kind = columns.Any(c => c.Kind == SchemaShape.Column.VectorKind.VariableVector)
            ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
        var result = inputSchema.ToDictionary(c => c.Name);
        result[_name] = new SchemaShape.Column(_name, kind, itemType, false, new SchemaShape(annotations));
        return new SchemaShape(result.Values);
    }

    private static bool Has(SchemaShape.Column column, string annotation, SchemaShape.Column.VectorKind kind, DataViewType type) =>
        column.Annotations.TryFindColumn(annotation, out var found) && found.Kind == kind && found.ItemType.Equals(type);
}
