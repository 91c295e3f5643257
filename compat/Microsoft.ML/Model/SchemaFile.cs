using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>A schema in a file, with its annotations. Columns and annotations of types that cannot be written are left out, with a warning.</summary>
internal static class SchemaFile
{
    private const ulong Magic = 0x414D454843534953; // "SISCHEMA"
    private const int Version = 1;

    /// <summary>The types by their number in the file.</summary>
    private static readonly PrimitiveDataViewType[] s_types =
    [
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32,
        NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double,
        BooleanDataViewType.Instance, TextDataViewType.Instance, TimeSpanDataViewType.Instance, DateTimeDataViewType.Instance,
        DateTimeOffsetDataViewType.Instance, RowIdDataViewType.Instance
    ];

    public static void Write(DataViewSchema schema, Stream stream, IChannel channel)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        var columns = schema.Where(column => CanWrite(column.Type)).ToList();
        foreach (var column in schema.Where(column => !CanWrite(column.Type)))
            channel.Warning("Could not get codec for type {0}, dropping column '{1}' index {2}", column.Type, column.Name, column.Index);
        writer.Write(columns.Count);
        foreach (var column in columns)
        {
            writer.Write(column.Name);
            WriteType(writer, column.Type);
            var annotations = column.Annotations.Schema.Where(annotation => CanWrite(annotation.Type)).ToList();
            writer.Write(annotations.Count);
            foreach (var annotation in annotations)
            {
                writer.Write(annotation.Name);
                WriteType(writer, annotation.Type);
                GenericCall.Invoke<object>((Action<BinaryWriter, DataViewSchema.Annotations, DataViewSchema.Column>)WriteValue<int>,
                    [annotation.Type.GetItemType().RawType], writer, column.Annotations, annotation);
            }
        }
    }

    public static DataViewSchema Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            Contracts.CheckDecode(reader.ReadUInt64() == Magic, "The schema in the model file has not been written by this library");
            Contracts.CheckDecode(reader.ReadInt32() == Version, "The schema in the model file is of another version");
            var builder = new DataViewSchema.Builder();
            for (int columns = Count(reader); columns > 0; columns--)
            {
                var (name, type) = (reader.ReadString(), ReadType(reader));
                var annotations = new DataViewSchema.Annotations.Builder();
                for (int kinds = Count(reader); kinds > 0; kinds--)
                {
                    var (kind, kindType) = (reader.ReadString(), ReadType(reader));
                    GenericCall.Invoke<object>((Action<BinaryReader, DataViewSchema.Annotations.Builder, string, DataViewType>)ReadValue<int>,
                        [kindType.GetItemType().RawType], reader, annotations, kind, kindType);
                }
                builder.AddColumn(name, type, annotations.ToAnnotations());
            }
            return builder.ToSchema();
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or OverflowException)
        {
            throw Contracts.ExceptDecode(e, "The schema in the model file is damaged");
        }
    }

    private static bool CanWrite(DataViewType type) => type.GetItemType() is KeyDataViewType || s_types.Contains(type.GetItemType());

    private static void WriteType(BinaryWriter writer, DataViewType type)
    {
        var (item, vector) = (type.GetItemType(), type as VectorDataViewType);
        writer.Write((byte)Array.FindIndex(s_types, known => known.RawType == item.RawType));
        writer.Write((item as KeyDataViewType)?.Count ?? 0);
        writer.Write((byte)(vector?.Dimensions.Length ?? 0));
        foreach (int dimension in vector?.Dimensions ?? []) writer.Write(dimension);
    }

    private static DataViewType ReadType(BinaryReader reader)
    {
        int index = reader.ReadByte();
        Contracts.CheckDecode(index < s_types.Length);
        ulong keys = reader.ReadUInt64();
        var item = keys > 0 ? new KeyDataViewType(s_types[index].RawType, keys) : s_types[index];
        int[] dimensions = new int[reader.ReadByte()];
        for (int i = 0; i < dimensions.Length; i++) dimensions[i] = reader.ReadInt32();
        return dimensions.Length == 0 ? item : new VectorDataViewType(item, dimensions);
    }

    // Everything takes at least a byte, so a count beyond what is left is a lie.
    private static int Count(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        Contracts.CheckDecode(0 <= count && count <= reader.BaseStream.Length - reader.BaseStream.Position);
        return count;
    }

    // Annotations are scalars, or vectors with all their items.
    private static void WriteValue<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        if (annotation.Type is not VectorDataViewType)
        {
            T value = default;
            annotations.GetValue(annotation.Name, ref value);
            WriteItem(writer, value);
            return;
        }
        VBuffer<T> values = default;
        annotations.GetValue(annotation.Name, ref values);
        writer.Write(values.Length);
        foreach (var value in values.DenseValues()) WriteItem(writer, value);
    }

    private static void ReadValue<T>(BinaryReader reader, DataViewSchema.Annotations.Builder builder, string kind, DataViewType type)
    {
        if (type is not VectorDataViewType)
        {
            var value = ReadItem<T>(reader);
            builder.Add(kind, type, (ref T destination) => destination = value);
            return;
        }
        var values = new T[Count(reader)];
        for (int i = 0; i < values.Length; i++) values[i] = ReadItem<T>(reader);
        builder.Add(kind, type, (ref VBuffer<T> destination) => VBuffer<T>.Copy(values, 0, ref destination, values.Length));
    }

    private static void WriteItem<T>(BinaryWriter writer, T value)
    {
        if (value is ReadOnlyMemory<char> text)
        {
            writer.Write(text.ToString());
            return;
        }
        Span<byte> bytes = stackalloc byte[Unsafe.SizeOf<T>()];
        Unsafe.WriteUnaligned(ref bytes[0], value);
        writer.Write(bytes);
    }

    private static T ReadItem<T>(BinaryReader reader)
    {
        if (typeof(T) == typeof(ReadOnlyMemory<char>)) return (T)(object)reader.ReadString().AsMemory();
        Span<byte> bytes = stackalloc byte[Unsafe.SizeOf<T>()];
        reader.BaseStream.ReadExactly(bytes);
        return Unsafe.ReadUnaligned<T>(ref bytes[0]);
    }
}
