namespace Microsoft.ML.Data;

/// <summary>A view of a stretch of the rows of another.</summary>
internal sealed class RowRangeDataView(IDataView source, long skip, long take) : IDataView
{
    public bool CanShuffle => false;
    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => take == 0 ? 0 : source.GetRowCount() is { } rows ? Math.Min(Math.Max(0, rows - skip), take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded), skip, take);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor input, long skip, long take) : WrappingCursor(input)
    {
        private long _position = -1, _taken;
        private bool _started;

        public override long Position => _position;
        public override DataViewSchema Schema => Input.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => Input.IsColumnActive(column);
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Input.GetGetter<TValue>(column);

        public override bool MoveNext()
        {
            if (_taken < take && Skipped() && Input.MoveNext())
            {
                _position = _taken++;
                return true;
            }
            (_position, _taken) = (-1, take);
            return false;
        }

        private bool Skipped()
        {
            if (_started) return true;
            _started = true;
            for (long i = 0; i < skip; i++)
            {
                if (!Input.MoveNext()) return false;
            }
            return true;
        }
    }
}
