using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The values of one column in the order of their keys: the value at index i has key i + 1.</summary>
internal abstract class KeyMap(PrimitiveDataViewType itemType, int count)
{
    public PrimitiveDataViewType ItemType { get; } = itemType;
    public int Count { get; } = count;

    /// <summary>An empty map has keys of one value all the same, for a key type has at least one.</summary>
    public KeyDataViewType KeyType { get; } = new(typeof(uint), Math.Max(1, count));

    public abstract Delegate MakeGetter(DataViewRow row, int column);

    /// <summary>The values as the KeyValues annotation, as text where asked for.</summary>
    /// <param name="source">where values are keys themselves: the values of this column's keys are the annotation then, if it has any</param>
    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder builder, bool asText, DataViewSchema.Column source);

    public abstract void Save(BinaryWriter writer);

    public static KeyMap Load(BinaryReader reader)
    {
        var type = ItemTypes.Read(reader);
        return GenericCall.Invoke<KeyMap>(Load<int>, [type.RawType], reader, type);
    }

    private static KeyMap Load<T>(BinaryReader reader, PrimitiveDataViewType type)
    {
        var values = new T[reader.ReadInt32()];
        for (var i = 0; i < values.Length; i++) values[i] = ItemTypes.ReadValue<T>(reader);
        return new KeyMap<T>(type, values);
    }
}
