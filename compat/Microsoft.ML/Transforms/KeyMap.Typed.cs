using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>A <see cref="KeyMap"/> of values of one .NET type.</summary>
internal sealed class KeyMap<T> : KeyMap
{
    private readonly T[] _values;
    private readonly Dictionary<T, uint> _keys;

    public KeyMap(PrimitiveDataViewType itemType, T[] values)
        : base(itemType, values.Length)
    {
        _values = values;
        _keys = new Dictionary<T, uint>(values.Length, KeyMapBuilder<T>.Comparer);
        for (var i = 0; i < values.Length; i++) _keys.Add(values[i], (uint)i + 1);
    }

    public override Delegate MakeGetter(DataViewRow row, int column) =>
        ItemTypes.MapGetter<T, uint>(row, column, value => _keys.GetValueOrDefault(value));

    public override void AddKeyValues(DataViewSchema.Annotations.Builder builder, bool asText, DataViewSchema.Column source)
    {
        if (Count == 0) return;
        var sourceValues = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type as VectorDataViewType;
        if (ItemType is KeyDataViewType key && sourceValues != null && (ulong)sourceValues.Size == key.Count)
            GenericCall.Invoke<object>(AddValuesOfKeys<int>, [sourceValues.ItemType.RawType], builder, asText, source, sourceValues.ItemType);
        else
            Add(builder, asText, ItemType, () => _values);
    }

    public override void Save(BinaryWriter writer)
    {
        ItemTypes.Write(writer, ItemType);
        writer.Write(_values.Length);
        foreach (var value in _values) ItemTypes.WriteValue(writer, value);
    }

    private object AddValuesOfKeys<TValue>(DataViewSchema.Annotations.Builder builder, bool asText, DataViewSchema.Column source, PrimitiveDataViewType type)
    {
        Add(builder, asText, type, () =>
        {
            VBuffer<TValue> all = default;
            source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref all);
            var dense = all.DenseValues().ToArray();
            var index = ItemTypes.KeyReader<T>();
            return _values.Select(v => dense[index(v) - 1]).ToArray();
        });
        return null;
    }

    private static void Add<TValue>(DataViewSchema.Annotations.Builder builder, bool asText, PrimitiveDataViewType type, Func<TValue[]> values)
    {
        if (asText && type is not TextDataViewType)
            Add(builder, false, TextDataViewType.Instance, () => values().Select(v => ItemTypes.ToText(v).AsMemory()).ToArray());
        else
            builder.AddKeyValues(values().Length, type, (ref VBuffer<TValue> dst) =>
            {
                var all = values();
                dst = new VBuffer<TValue>(all.Length, (TValue[])all.Clone());
            });
    }
}
