using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>How label values of one type are read from a column and written to JSON: as text, in the invariant culture.</summary>
internal abstract class LabelValueCodec(PrimitiveDataViewType itemType)
{
    /// <summary>Every type that a model file can hold.</summary>
    public static IReadOnlyList<LabelValueCodec> All { get; } =
    [
        new Codec<ReadOnlyMemory<char>>(TextDataViewType.Instance, v => v.ToString(), s => s.AsMemory()),
        new Codec<float>(NumberDataViewType.Single, v => v.ToString("R", CultureInfo.InvariantCulture), s => float.Parse(s, CultureInfo.InvariantCulture)),
        new Codec<double>(NumberDataViewType.Double, v => v.ToString("R", CultureInfo.InvariantCulture), s => double.Parse(s, CultureInfo.InvariantCulture)),
        Integer<sbyte>(NumberDataViewType.SByte),
        Integer<byte>(NumberDataViewType.Byte),
        Integer<short>(NumberDataViewType.Int16),
        Integer<ushort>(NumberDataViewType.UInt16),
        Integer<int>(NumberDataViewType.Int32),
        Integer<uint>(NumberDataViewType.UInt32),
        Integer<long>(NumberDataViewType.Int64),
        Integer<ulong>(NumberDataViewType.UInt64),
        new Codec<bool>(BooleanDataViewType.Instance, v => v ? "true" : "false", bool.Parse),
        new Codec<DateTime>(DateTimeDataViewType.Instance, v => v.ToString("O", CultureInfo.InvariantCulture),
            s => DateTime.Parse(s, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind))
    ];

    public PrimitiveDataViewType ItemType { get; } = itemType;

    public abstract LabelValues Read(DataViewSchema.Column column);

    public abstract LabelValues Parse(JsonArray values);

    private static Codec<T> Integer<T>(PrimitiveDataViewType type) where T : IFormattable, IParsable<T> =>
        new(type, v => v.ToString(null, CultureInfo.InvariantCulture), s => T.Parse(s, CultureInfo.InvariantCulture));

    private sealed class Codec<T>(PrimitiveDataViewType type, Func<T, string> write, Func<string, T> parse) : LabelValueCodec(type)
    {
        public override LabelValues Read(DataViewSchema.Column column)
        {
            VBuffer<T> buffer = default;
            column.Annotations.GetValue(AnnotationNames.KeyValues, ref buffer);
            return new Values(ItemType, [.. buffer.DenseValues()], write);
        }

        public override LabelValues Parse(JsonArray values) =>
            new Values(ItemType, [.. values.Select(v => parse(v!.GetValue<string>()))], write);

        private sealed class Values(PrimitiveDataViewType type, T[] values, Func<T, string> write) : LabelValues
        {
            public override int Count => values.Length;

            public override PrimitiveDataViewType ItemType => type;

            public override void AddTo(DataViewSchema.Annotations.Builder annotations, string name) =>
                annotations.Add(name, new VectorDataViewType(type, values.Length),
                    (ref VBuffer<T> destination) =>
                    {
                        var editor = VBufferEditor.Create(ref destination, values.Length);
                        values.CopyTo(editor.Values);
                        destination = editor.Commit();
                    });

            public override IEnumerable<string> AsText() => values.Select(write);

            public override JsonObject ToJson() => new()
            {
                ["type"] = type.ToString(),
                ["values"] = new JsonArray([.. AsText().Select(text => (JsonNode)text)])
            };
        }
    }
}
