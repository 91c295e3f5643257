using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>A data view over values in memory, such as a table of forecasts. It outlives the model that they came from.</summary>
internal sealed class TableView : IDataView
{
    private readonly IReadOnlyList<TableColumn> _columns;
    private readonly int _count;

    /// <param name="columns">at least one, all of the same length</param>
    public TableView(IReadOnlyList<TableColumn> columns)
    {
        _columns = columns;
        _count = columns[0].Count;
        var schema = new DataViewSchema.Builder();
        foreach (var column in columns) schema.AddColumn(column.Name, column.Type, column.Annotations);
        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => _count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, ActiveColumns.Of(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(TableView view, bool[] active) : DataViewRowCursor
    {
        private int _row = -1;
        private bool _disposed;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => Math.Max(_row, -1);

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < active.Length && active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check(active, column);
            return ActiveColumns.Cast<TValue>(view._columns[column.Index].CreateGetter(Row), column);
        }

        public override bool MoveNext()
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            bool more = _row < view._count - 1 && _row > -2;
            _row = more ? _row + 1 : -2; // the end is the end
            return more;
        }

        protected override void Dispose(bool disposing)
        {
            _disposed = true;
            base.Dispose(disposing);
        }

        private int Row() => _row >= 0 ? _row : throw new InvalidOperationException("The cursor does not stand on a row: call MoveNext first, and stop where it returns false.");
    }
}
