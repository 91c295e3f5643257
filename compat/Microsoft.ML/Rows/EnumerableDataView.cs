using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view of objects: each cursor goes through them anew, in their order.</summary>
internal sealed class EnumerableDataView<TRow>(IHostEnvironment env, IEnumerable<TRow> data, RowBinding<TRow> binding) : IDataView
    where TRow : class
{
    private readonly IHost _host = env.Register("StreamingDataView");

    public bool CanShuffle => false;
    public DataViewSchema Schema => binding.Schema;
    public long? GetRowCount() => (data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(_host, data.GetEnumerator(), binding, columnsNeeded.Select(column => column.Index).ToHashSet());

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly IChannel _channel;
        private readonly IEnumerator<TRow> _rows;
        private readonly RowReader<TRow> _reader;
        private readonly HashSet<int> _active;
        private TRow _row;
        private long _position = -1;
        private bool _done;

        public Cursor(IHost host, IEnumerator<TRow> rows, RowBinding<TRow> binding, HashSet<int> active)
        {
            (_channel, _rows, _active, Schema) = (host.Start("Cursor"), rows, active, binding.Schema);
            _reader = new(binding, () => _row ?? throw RowErrors.NotAtRow());
        }

        public override long Position => _position;
        public override long Batch => 0;
        public override DataViewSchema Schema { get; }

        public override bool MoveNext()
        {
            if (_done) return false;
            if (!_rows.MoveNext())
            {
                Dispose();
                return false;
            }
            _row = _rows.Current ?? throw _channel.Except("Encountered null when iterating over data, this is not supported.");
            _position++;
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            _channel.Check(_position >= 0, "Cannot get values before the first row or after the last.");
            id = new((ulong)_position, 0);
        };

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            _channel.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
            return _reader.Getter<TValue>(Schema[column.Index]);
        }

        protected override void Dispose(bool disposing)
        {
            (_done, _position, _row) = (true, -1, null);
            _rows.Dispose();
            _channel.Dispose();
        }
    }
}
