using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel), "", ValueToKeyMappingTransformer.StandInSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Turns values into the keys that they got when it was fitted; other values become 0, the missing key.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string StandInSignature = "StandInValueToKey";

    private readonly KeyMap[] _maps;
    private readonly bool[] _textAnnotations;

    internal ValueToKeyMappingTransformer(IHostEnvironment env, IDataView input, ValueToKeyMappingEstimator.ColumnOptionsBase[] columns,
        IDataView keyData, bool autoConvert)
        : base(env.Register(nameof(ValueToKeyMappingTransformer)), columns.Select(c => (c.OutputColumnName, c.InputColumnName)).ToArray())
    {
        Contracts.CheckParam(!autoConvert, nameof(autoConvert), "Terms are not converted; give them in the type of the column.");
        var sources = ColumnPairs.Select(p => input.Schema.GetColumnOrNull(p.inputColumnName)
            ?? throw Host.ExceptSchemaMismatch("inputSchema", "input", p.inputColumnName)).ToArray();
        for (var i = 0; i < sources.Length; i++) CheckInputColumn(input.Schema, i, sources[i].Index);
        _textAnnotations = columns.Select(c => c.AddKeyValueAnnotationsAsText).ToArray();
        _maps = keyData == null ? Train(input, sources, columns) : sources.Select((s, i) => FromKeyData(keyData, s, columns[i])).ToArray();
    }

    private ValueToKeyMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _textAnnotations = ColumnPairs.Select(_ => ctx.Reader.ReadBoolean()).ToArray();
        _maps = ColumnPairs.Select(_ => KeyMap.Load(ctx.Reader)).ToArray();
    }

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ValueToKeyMappingTransformer(env.Register(nameof(ValueToKeyMappingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        foreach (var flag in _textAnnotations) ctx.Writer.Write(flag);
        foreach (var map in _maps) map.Save(ctx.Writer);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var type = inputSchema[srcCol].Type;
        if (!ItemTypes.CanBeMapped(ItemTypes.Of(type)))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName,
                "standard type or a vector of standard type", type.ToString());
        if (_maps != null && !_maps[col].ItemType.Equals(ItemTypes.Of(type)))
            throw Host.Except($"Could not apply a map over type '{_maps[col].ItemType}' to column '{ColumnPairs[col].outputColumnName}' " +
                $"since it has type '{ItemTypes.Of(type)}'");
    }

    private protected override ColumnMapping MapColumn(int pair, DataViewSchema.Column source)
    {
        var map = _maps[pair];
        var type = source.Type is VectorDataViewType vector ? new VectorDataViewType(map.KeyType, vector.Dimensions.ToArray()) : (DataViewType)map.KeyType;
        var annotations = new DataViewSchema.Annotations.Builder();
        map.AddKeyValues(annotations, _textAnnotations[pair], source);
        annotations.Add(source.Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
        return Mapping(pair, source, type, annotations.ToAnnotations(), (DataViewRow input, out Action disposer) =>
        {
            disposer = null;
            return map.MakeGetter(input, source.Index);
        });
    }

    private KeyMap[] Train(IDataView input, DataViewSchema.Column[] sources, ValueToKeyMappingEstimator.ColumnOptionsBase[] columns)
    {
        foreach (var column in columns)
            Host.CheckUserArg(column.MaximumNumberOfKeys > 0, "MaxNumTerms", "Must be positive");
        using var channel = Host.Start("Training");
        using var cursor = input.GetRowCursor(sources);
        var builders = sources.Select((s, i) => KeyMapBuilder.Create(cursor, s.Index, columns[i].MaximumNumberOfKeys, IsSorted(columns[i]))).ToArray();
        while (!builders.All(b => b.IsFull) && cursor.MoveNext())
        {
            Host.CheckAlive();
            foreach (var builder in builders)
                if (!builder.IsFull)
                    builder.AddRow();
        }
        var maps = builders.Select(b => b.Finish()).ToArray();
        for (var i = 0; i < maps.Length; i++)
            if (maps[i].Count == 0)
                channel.Warning($"Term map for output column '{ColumnPairs[i].outputColumnName}' contains no entries.");
        return maps;
    }

    private KeyMap FromKeyData(IDataView keyData, DataViewSchema.Column source, ValueToKeyMappingEstimator.ColumnOptionsBase column)
    {
        var type = keyData.Schema[0].Type;
        if (!type.Equals(ItemTypes.Of(source.Type)))
            throw Host.ExceptUserArg(nameof(keyData), $"Input data's column must be of type '{ItemTypes.Of(source.Type)}' but was '{type}'");
        using var cursor = keyData.GetRowCursor(keyData.Schema);
        var builder = KeyMapBuilder.Create(cursor, 0, int.MaxValue, IsSorted(column));
        while (cursor.MoveNext()) builder.AddRow();
        return builder.Finish();
    }

    private static bool IsSorted(ValueToKeyMappingEstimator.ColumnOptionsBase column) =>
        column.KeyOrdinality == ValueToKeyMappingEstimator.KeyOrdinality.ByValue;

    private static VersionInfo GetVersionInfo() => StandInVersion.Of("SI TOKEY", StandInSignature);
}
