using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "", KeyToValueMappingTransformer.StandInSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Turns keys back into the values they stand for; a missing key into the missing value of the type, or its default.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string StandInSignature = "StandInKeyToValue";

    internal KeyToValueMappingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToValueMappingTransformer)), columns)
    {
    }

    private KeyToValueMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new KeyToValueMappingTransformer(env.Register(nameof(KeyToValueMappingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
    }

    private protected override ColumnMapping MapColumn(int pair, DataViewSchema.Column source)
    {
        var valuesType = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type as VectorDataViewType;
        Contracts.Check(valuesType != null, "Metadata KeyValues does not exist");
        var keyType = ItemTypes.Of(source.Type) as KeyDataViewType;
        Contracts.Check(keyType != null && (ulong)valuesType.Size == keyType.Count, "KeyValues metadata size does not match column type key count");
        return GenericCall.Invoke<ColumnMapping>(Map<int, int>, [keyType.RawType, valuesType.ItemType.RawType], pair, source, valuesType.ItemType);
    }

    private ColumnMapping Map<TKey, TValue>(int pair, DataViewSchema.Column source, PrimitiveDataViewType valueType)
    {
        var buffer = default(VBuffer<TValue>);
        source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref buffer);
        var values = buffer.DenseValues().ToArray();
        var missing = ItemTypes.Missing<TValue>();
        var index = ItemTypes.KeyReader<TKey>();
        TValue Value(TKey key) => index(key) is var i && i >= 1 && i <= (ulong)values.Length ? values[i - 1] : missing;

        var type = source.Type is VectorDataViewType vector ? new VectorDataViewType(valueType, vector.Dimensions.ToArray()) : (DataViewType)valueType;
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(source.Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
        return Mapping(pair, source, type, annotations.ToAnnotations(), (DataViewRow input, out Action disposer) =>
        {
            disposer = null;
            return ItemTypes.MapGetter(input, source.Index, (Func<TKey, TValue>)Value);
        });
    }

    private static VersionInfo GetVersionInfo() => StandInVersion.Of("SI KEYVL", StandInSignature);
}
