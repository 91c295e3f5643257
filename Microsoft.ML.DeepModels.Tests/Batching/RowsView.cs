using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.Batching;

/// <summary>
/// A data view whose values are functions of the row number, and which watches its readers: cursors open, columns asked
/// for, rows read. It shuffles when asked to and told that it can.
/// </summary>
internal sealed class RowsView : IDataView
{
    private readonly Column[] _columns;
    private int _open;

    public RowsView(int rows, params Column[] columns)
    {
        Rows = rows;
        _columns = columns;
        var schema = new DataViewSchema.Builder();
        foreach (Column column in columns) schema.AddColumn(column.Name, column.Type);
        Schema = schema.ToSchema();
    }

    public sealed record Column(string Name, DataViewType Type, Func<Cursor, Delegate> Getter);

    /// <summary>A column whose getter sets what a function of the row number gives.</summary>
    public static Column Values<T>(string name, DataViewType type, Func<long, T> value) =>
        new(name, type, cursor => (ValueGetter<T>)((ref T destination) => destination = value(cursor.Row)));

    /// <summary>A dense vector of Single.</summary>
    public static Column Vectors(string name, int[] dimensions, Func<long, float[]> value) =>
        Values(name, new VectorDataViewType(NumberDataViewType.Single, dimensions), row =>
        {
            float[] values = value(row);
            return new VBuffer<float>(values.Length, values);
        });

    /// <summary>Encoded images.</summary>
    public static Column Bytes(string name, Func<long, byte[]> value) =>
        Values(name, new VectorDataViewType(NumberDataViewType.Byte), row =>
        {
            byte[] bytes = value(row);
            return new VBuffer<byte>(bytes.Length, bytes);
        });

    public static Column Keys(string name, int count, Func<long, uint> value) =>
        Values(name, new KeyDataViewType(typeof(uint), count), value);

    public static Column Singles(string name, Func<long, float> value) => Values(name, NumberDataViewType.Single, value);

    public static Column Texts(string name, Func<long, string> value) => Values(name, TextDataViewType.Instance, row => value(row).AsMemory());

    public int Rows { get; }

    public DataViewSchema Schema { get; }

    public bool CanShuffle { get; init; }

    /// <summary>Cursors made and not yet disposed.</summary>
    public int OpenCursors => _open;

    /// <summary>Cursors ever made.</summary>
    public int Cursors { get; private set; }

    /// <summary>The names of the columns of the first cursor.</summary>
    public string[]? FirstColumns { get; private set; }

    /// <summary>What <see cref="GetRowCount"/> gives.</summary>
    public long? KnownRows { get; init; }

    public long? GetRowCount() => KnownRows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new bool[Schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded) active[column.Index] = true;
        FirstColumns ??= [.. Schema.Where(c => active[c.Index]).Select(c => c.Name)];
        Cursors++;
        Interlocked.Increment(ref _open);
        return new Cursor(this, active, CanShuffle ? rand : null);
    }

    // ML.NET's own transforms ask for a set even when one cursor was asked of them; one cursor is a set.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    internal sealed class Cursor : DataViewRowCursor
    {
        private readonly RowsView _view;
        private readonly bool[] _active;
        private readonly int[] _order;
        private long _position = -1;
        private bool _disposed;

        public Cursor(RowsView view, bool[] active, Random? random)
        {
            _view = view;
            _active = active;
            _order = [.. Enumerable.Range(0, view.Rows)];
            random?.Shuffle(_order);
        }

        /// <summary>The number of the row in the view.</summary>
        public long Row => _order[_position];

        public override DataViewSchema Schema => _view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return ++_position < _order.Length;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!_active[column.Index]) throw new InvalidOperationException($"Column {column.Name} was not asked for.");
            return (ValueGetter<TValue>)_view._columns[column.Index].Getter(this);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row, 0);

        protected override void Dispose(bool disposing)
        {
            if (!_disposed) Interlocked.Decrement(ref _view._open);
            _disposed = true;
        }
    }
}
