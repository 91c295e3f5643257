using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>What the transformers need to know of the types of single values.</summary>
internal static class ItemTypes
{
    private static readonly PrimitiveDataViewType[] _simple =
    [
        TextDataViewType.Instance, BooleanDataViewType.Instance,
        NumberDataViewType.SByte, NumberDataViewType.Int16, NumberDataViewType.Int32, NumberDataViewType.Int64,
        NumberDataViewType.Byte, NumberDataViewType.UInt16, NumberDataViewType.UInt32, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double,
    ];

    private static readonly Type[] _keys = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong)];

    /// <summary>The type of the slots of a vector, any other type itself.</summary>
    public static DataViewType Of(DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    /// <summary>Text, Boolean, a number or a key: what values can be mapped from and to keys.</summary>
    public static bool CanBeMapped(DataViewType type) => type is KeyDataViewType || _simple.Contains(type);

    /// <summary>NaN, empty text, key 0; the default value of types that have no missing one.</summary>
    public static T Missing<T>() =>
        typeof(T) == typeof(float) ? (T)(object)float.NaN : typeof(T) == typeof(double) ? (T)(object)double.NaN : default;

    public static Predicate<T> IsMissing<T>(DataViewType type) => type switch
    {
        TextDataViewType => value => ((ReadOnlyMemory<char>)(object)value).IsEmpty,
        KeyDataViewType => value => EqualityComparer<T>.Default.Equals(value, default),
        _ when typeof(T) == typeof(float) => value => float.IsNaN((float)(object)value),
        _ when typeof(T) == typeof(double) => value => double.IsNaN((double)(object)value),
        _ => _ => false,
    };

    public static Func<T, ulong> KeyReader<T>() => default(T) switch
    {
        byte => value => (byte)(object)value,
        ushort => value => (ushort)(object)value,
        uint => value => (uint)(object)value,
        ulong => value => (ulong)(object)value,
        _ => throw Contracts.Except($"{typeof(T)} is not the type of a key."),
    };

    public static string ToText<T>(T value) => value switch
    {
        ReadOnlyMemory<char> text => text.ToString(),
        bool flag => flag ? "1" : "0",
        float number when float.IsNaN(number) => "?",
        double number when double.IsNaN(number) => "?",
        double number => number.ToString("G17", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>A getter that maps the value of a column, or each slot of its vector.</summary>
    public static Delegate MapGetter<TSource, TResult>(DataViewRow row, int column, Func<TSource, TResult> map)
    {
        if (row.Schema[column].Type is not VectorDataViewType)
        {
            var getValue = row.GetGetter<TSource>(row.Schema[column]);
            TSource value = default;
            return (ValueGetter<TResult>)((ref TResult result) =>
            {
                getValue(ref value);
                result = map(value);
            });
        }
        var getVector = row.GetGetter<VBuffer<TSource>>(row.Schema[column]);
        VBuffer<TSource> vector = default;
        return (ValueGetter<VBuffer<TResult>>)((ref VBuffer<TResult> result) =>
        {
            getVector(ref vector);
            var editor = VBufferEditor.Create(ref result, vector.Length);
            var slot = 0;
            foreach (var item in vector.DenseValues()) editor.Values[slot++] = map(item);
            result = editor.Commit();
        });
    }

    public static void Write(BinaryWriter writer, PrimitiveDataViewType type)
    {
        var key = type as KeyDataViewType;
        writer.Write(key != null ? -1 : Array.IndexOf(_simple, type));
        if (key == null) return;
        writer.Write((byte)Array.IndexOf(_keys, key.RawType));
        writer.Write(key.Count);
    }

    public static PrimitiveDataViewType Read(BinaryReader reader)
    {
        var index = reader.ReadInt32();
        Contracts.CheckDecode(index >= -1 && index < _simple.Length);
        if (index >= 0) return _simple[index];
        var key = reader.ReadByte();
        Contracts.CheckDecode(key < _keys.Length);
        return new KeyDataViewType(_keys[key], reader.ReadUInt64());
    }

    public static void WriteValue<T>(BinaryWriter writer, T value)
    {
        switch (value)
        {
            case ReadOnlyMemory<char> text: writer.Write(text.ToString()); break;
            case float number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case ulong number: writer.Write(number); break;
            default: writer.Write(Convert.ToInt64(value)); break;
        }
    }

    public static T ReadValue<T>(BinaryReader reader)
    {
        object value = default(T) switch
        {
            ReadOnlyMemory<char> => reader.ReadString().AsMemory(),
            float => reader.ReadSingle(),
            double => reader.ReadDouble(),
            ulong => reader.ReadUInt64(),
            _ => Convert.ChangeType(reader.ReadInt64(), typeof(T)),
        };
        return (T)value;
    }
}
