using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "", ColumnConcatenatingTransformer.StandInSignature)]

namespace Microsoft.ML.Data;

/// <summary>Joins columns of one item type, single values and vectors, to one vector.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string StandInSignature = "StandInConcatenate";

    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
        : base(env.Register(nameof(ColumnConcatenatingTransformer))) => (_name, _sources) = (outputColumnName, inputColumnNames);

    private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        var name = ctx.Reader.ReadString();
        var sources = new string[ctx.Reader.ReadInt32()];
        for (var i = 0; i < sources.Length; i++) sources[i] = ctx.Reader.ReadString();
        return new ColumnConcatenatingTransformer(env, name, sources);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(GetVersionInfo());
        ctx.Writer.Write(_name);
        ctx.Writer.Write(_sources.Length);
        foreach (var source in _sources) ctx.Writer.Write(source);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new ColumnMapper(this, [MapColumn(inputSchema)]);

    private ColumnMapping MapColumn(DataViewSchema inputSchema)
    {
        var columns = _sources.Select(s => inputSchema.GetColumnOrNull(s)
            ?? throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", s)).ToArray();
        var itemType = (PrimitiveDataViewType)ItemTypes.Of(columns[0].Type);
        foreach (var column in columns)
            if (!ItemTypes.Of(column.Type).Equals(itemType))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, itemType.ToString(), column.Type.ToString());

        var indices = columns.Select(c => c.Index).ToArray();
        GetterFactory makeGetter = (DataViewRow input, out Action disposer) =>
        {
            disposer = null;
            return GenericCall.Invoke<Delegate>(MakeGetter<int>, [itemType.RawType], input, indices);
        };
        if (columns is [{ Type: VectorDataViewType } only])
            return new(new DataViewSchema.DetachedColumn(_name, only.Type, only.Annotations), indices, makeGetter);

        var sizes = columns.Select(c => (c.Type as VectorDataViewType)?.Size ?? 1).ToArray();
        var size = sizes.Contains(0) ? 0 : sizes.Sum(); // of unknown size as soon as one column is
        var type = new VectorDataViewType(itemType, size);
        return new(new DataViewSchema.DetachedColumn(_name, type, Annotations(columns, itemType, size)), indices, makeGetter);
    }

    private static DataViewSchema.Annotations Annotations(DataViewSchema.Column[] columns, PrimitiveDataViewType itemType, int size)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (itemType is NumberDataViewType && columns.All(IsNormalized))
            builder.Add(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, (ref bool value) => value = true);
        if (size > 0 && columns.Any(c => c.Type is not VectorDataViewType || HasSlotNames(c)))
            builder.AddSlotNames(size, (ref VBuffer<ReadOnlyMemory<char>> names) =>
            {
                var all = columns.SelectMany(SlotNames).Select(n => n.AsMemory()).ToArray();
                names = new VBuffer<ReadOnlyMemory<char>>(all.Length, all);
            });
        return builder.ToAnnotations();
    }

    // A single value is named as its column, a slot after its column and itself; slots without names stay so.
    private static IEnumerable<string> SlotNames(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType vector) return [column.Name];
        if (!HasSlotNames(column)) return Enumerable.Repeat("", vector.Size);
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref names);
        return names.DenseValues().Select(n => n.IsEmpty ? "" : $"{column.Name}.{n}").ToArray();
    }

    private static bool HasSlotNames(DataViewSchema.Column column) =>
        column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.SlotNames)?.Type is VectorDataViewType { ItemType: TextDataViewType } names
        && names.Size == (column.Type as VectorDataViewType)?.Size;

    private static bool IsNormalized(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.IsNormalized)?.Type is not BooleanDataViewType) return false;
        bool value = default;
        column.Annotations.GetValue(AnnotationUtils.Kinds.IsNormalized, ref value);
        return value;
    }

    private static Delegate MakeGetter<T>(DataViewRow input, int[] indices)
    {
        var parts = indices.Select(i => new Part<T>(input, input.Schema[i])).ToArray();
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> result) =>
        {
            var length = 0;
            foreach (var part in parts) length += part.Read();
            var editor = VBufferEditor.Create(ref result, length);
            var rest = editor.Values;
            foreach (var part in parts) rest = rest[part.CopyTo(rest)..];
            result = editor.Commit();
        });
    }

    private static VersionInfo GetVersionInfo() => StandInVersion.Of("SI CONCT", StandInSignature);

    // One column of a row: its current value or vector.
    private sealed class Part<T>
    {
        private readonly string _name;
        private readonly int _size;
        private readonly ValueGetter<T> _getValue;
        private readonly ValueGetter<VBuffer<T>> _getVector;
        private T _value;
        private VBuffer<T> _vector;

        public Part(DataViewRow row, DataViewSchema.Column column)
        {
            _name = column.Name;
            _size = (column.Type as VectorDataViewType)?.Size ?? 1;
            if (column.Type is VectorDataViewType) _getVector = row.GetGetter<VBuffer<T>>(column);
            else _getValue = row.GetGetter<T>(column);
        }

        public int Read()
        {
            if (_getVector == null)
            {
                _getValue(ref _value);
                return 1;
            }
            _getVector(ref _vector);
            if (_size != 0 && _vector.Length != _size)
                throw Contracts.Except($"Column '{_name}': expected {_size} slots, but got {_vector.Length}");
            return _vector.Length;
        }

        public int CopyTo(Span<T> target)
        {
            if (_getVector == null)
            {
                target[0] = _value;
                return 1;
            }
            if (_vector.IsDense) _vector.GetValues().CopyTo(target);
            else
            {
                target[.._vector.Length].Clear();
                var values = _vector.GetValues();
                var slots = _vector.GetIndices();
                for (var i = 0; i < slots.Length; i++) target[slots[i]] = values[i];
            }
            return _vector.Length;
        }
    }
}
