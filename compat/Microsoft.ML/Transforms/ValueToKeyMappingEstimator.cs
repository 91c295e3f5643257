using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Gives each distinct value of a column a key, counted from 1.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IHost _host;
    private readonly ColumnOptionsBase[] _columns;
    private readonly IDataView _keyData;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, ColumnOptionsBase[] columns, IDataView keyData = null)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _host.CheckParam(columns?.Length > 0, nameof(columns), "Must be non-empty");
        if (keyData != null && keyData.Schema.Count != 1)
            throw _host.ExceptParam(nameof(keyData),
                $"If specified, this data view should contain only a single column containing the terms to map, but this had {keyData.Schema.Count} columns.");
        (_columns, _keyData) = (columns, keyData);
    }

    /// <summary>The order in which values get their keys.</summary>
    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input) => new(_host, input, _columns, _keyData, false);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(c => c.Name);
        foreach (var column in _columns)
        {
            if (!inputSchema.TryFindColumn(column.InputColumnName, out var input) || !ItemTypes.CanBeMapped(input.ItemType))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.InputColumnName);
            // Of a key its values are kept, where it has any.
            if (!input.IsKey || !input.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var values)
                || values.Kind != SchemaShape.Column.VectorKind.Vector)
                values = new SchemaShape.Column(AnnotationUtils.Kinds.KeyValues, SchemaShape.Column.VectorKind.Vector,
                    column.AddKeyValueAnnotationsAsText ? TextDataViewType.Instance : input.ItemType, input.IsKey);
            var annotations = input.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out var slots)
                ? new SchemaShape([slots, values]) : new SchemaShape([values]);
            result[column.OutputColumnName] =
                new SchemaShape.Column(column.OutputColumnName, input.Kind, NumberDataViewType.UInt32, true, annotations);
        }
        return new SchemaShape(result.Values);
    }

    internal static class Defaults
    {
        public const int MaximumNumberOfKeys = 1000000;
        public const KeyOrdinality Ordinality = KeyOrdinality.ByOccurrence;
        public const bool AddKeyValueAnnotationsAsText = false;
    }

    internal abstract class ColumnOptionsBase
    {
        public readonly string OutputColumnName;
        public readonly string InputColumnName;
        public readonly KeyOrdinality KeyOrdinality;
        public readonly int MaximumNumberOfKeys;
        public readonly bool AddKeyValueAnnotationsAsText;

        private protected ColumnOptionsBase(string outputColumnName, string inputColumnName, int maximumNumberOfKeys, KeyOrdinality keyOrdinality,
            bool addKeyValueAnnotationsAsText)
        {
            Contracts.CheckNonWhiteSpace(outputColumnName, nameof(outputColumnName));
            OutputColumnName = outputColumnName;
            InputColumnName = inputColumnName ?? outputColumnName;
            KeyOrdinality = keyOrdinality;
            MaximumNumberOfKeys = maximumNumberOfKeys;
            AddKeyValueAnnotationsAsText = addKeyValueAnnotationsAsText;
        }
    }

    internal sealed class ColumnOptions(string outputColumnName, string inputColumnName = null,
        int maximumNumberOfKeys = Defaults.MaximumNumberOfKeys, KeyOrdinality keyOrdinality = Defaults.Ordinality,
        bool addKeyValueAnnotationsAsText = false)
        : ColumnOptionsBase(outputColumnName, inputColumnName, maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText);
}
