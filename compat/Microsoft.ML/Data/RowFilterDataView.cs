namespace Microsoft.ML.Data;

/// <summary>A view of some rows of another, in their order; which ones is decided anew, and alike, by each cursor.</summary>
internal sealed class RowFilterDataView(IDataView source, IEnumerable<DataViewSchema.Column> alsoNeeded, Func<DataViewRow, Func<bool>> filter,
    Func<long?> rowCount) : IDataView
{
    public bool CanShuffle => false; // the decision may hang on the order
    public DataViewSchema Schema => source.Schema;
    public long? GetRowCount() => rowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = columnsNeeded.Select(column => column.Index).ToHashSet();
        var input = source.GetRowCursor(Schema.Where(column => active.Contains(column.Index) || alsoNeeded.Any(c => c.Index == column.Index)));
        return new Cursor(input, filter(input), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor input, Func<bool> keeps, HashSet<int> active) : WrappingCursor(input)
    {
        private long _position = -1;

        public override long Position => _position;
        public override DataViewSchema Schema => Input.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override bool MoveNext()
        {
            while (Input.MoveNext())
            {
                if (!keeps()) continue;
                _position++;
                return true;
            }
            _position = -1;
            return false;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            IsColumnActive(column) ? Input.GetGetter<TValue>(column) : throw RowErrors.Inactive(column);
    }
}
