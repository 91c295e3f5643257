using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Reads several columns together as one row of numbers, in their order: a Single is one, a vector its values, a key one for each of its values, 1 for the
/// row's own and 0 for the others.
/// </summary>
internal sealed class TableReader : FeatureReader
{
    private const string Role = "input";

    private readonly IReadOnlyList<DataViewSchema.Column> _columns;

    private TableReader(IReadOnlyList<DataViewSchema.Column> columns, TensorShape shape)
        : base(columns[0], new FeatureLayout(shape, RowElement.Single)) => _columns = columns;

    /// <summary>The column types that can be read.</summary>
    public const string ColumnTypes = "Single, Vector<Single> or Key<UInt32>";

    public override IEnumerable<DataViewSchema.Column> Columns => _columns;

    /// <param name="schema">of the rows</param>
    /// <param name="names">of the columns, at least one</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">A row would have more values than a tensor can.</exception>
    public static TableReader Create(DataViewSchema schema, IReadOnlyList<string> names)
    {
        var columns = names.Select(name => SchemaErrors.Find(schema, Role, name)).ToList();
        long width = columns.Sum(WidthOf);
        return width <= int.MaxValue / sizeof(float)
            ? new TableReader(columns, new TensorShape((int)width))
            : throw new ArgumentException($"The columns {string.Join(", ", names)} have {width} values a row, keys counted by the number of their values. Leave out those with the most.", nameof(names));
    }

    /// <summary>The number of values of a column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is of a type that cannot be read.</exception>
    public static long WidthOf(DataViewSchema.Column column) => column.Type switch
    {
        NumberDataViewType type when type == NumberDataViewType.Single => 1,
        VectorDataViewType { Size: > 0 } type when type.ItemType == NumberDataViewType.Single => type.Size,
        KeyDataViewType type when type.RawType == typeof(uint) => (long)Math.Min(type.Count, int.MaxValue),
        _ => throw SchemaErrors.Mismatch(Role, column.Name, ColumnTypes, SchemaColumns.TypeName(column.Type))
    };

    public override RowReader Bind(DataViewRow row) => new Bound(row, _columns);

    private sealed class Bound : FixedRowReader
    {
        private readonly (int Width, Func<Span<float>, RowFault?> Read)[] _parts;

        public Bound(DataViewRow row, IReadOnlyList<DataViewSchema.Column> columns)
            : base(row, string.Join("', '", columns.Select(column => column.Name))) =>
            _parts = [.. columns.Select(column => ((int)WidthOf(column), Part(row, column)))];

        protected override RowFault? ReadCore(Span<byte> destination)
        {
            var values = MemoryMarshal.Cast<byte, float>(destination);
            int offset = 0;
            foreach (var (width, read) in _parts)
            {
                if (read(values.Slice(offset, width)) is { } fault) return fault;
                offset += width;
            }
            return null;
        }

        private static Func<Span<float>, RowFault?> Part(DataViewRow row, DataViewSchema.Column column) => column.Type switch
        {
            KeyDataViewType => Key(row, column),
            VectorDataViewType => Vector(row, column),
            _ => Single(row, column)
        };

        private static Func<Span<float>, RowFault?> Single(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<float>(column);
            return destination =>
            {
                getter(ref destination[0]);
                return float.IsFinite(destination[0]) ? null
                    : new RowFault(row.Position, column.Name, $"the value is {FiniteCheck.Name(destination[0])}, expected a finite number; ReplaceMissingValues replaces NaN");
            };
        }

        private static Func<Span<float>, RowFault?> Vector(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<VBuffer<float>>(column);
            VBuffer<float> buffer = default;
            return destination =>
            {
                getter(ref buffer);
                if (buffer.Length != destination.Length)
                    return new RowFault(row.Position, column.Name, $"the vector has {buffer.Length} values, expected {destination.Length}");
                buffer.CopyTo(destination);
                int bad = FiniteCheck.IndexOfNonFinite(destination);
                return bad < 0 ? null
                    : new RowFault(row.Position, column.Name, $"value {bad} is {FiniteCheck.Name(destination[bad])}, expected a finite number; ReplaceMissingValues replaces NaN");
            };
        }

        private static Func<Span<float>, RowFault?> Key(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<uint>(column);
            return destination =>
            {
                uint key = 0;
                getter(ref key);
                destination.Clear();
                if (key == 0 || key > (uint)destination.Length)
                    return new RowFault(row.Position, column.Name, "the key is missing: the value is not among those that the keys stand for");
                destination[(int)key - 1] = 1;
                return null;
            };
        }
    }
}
