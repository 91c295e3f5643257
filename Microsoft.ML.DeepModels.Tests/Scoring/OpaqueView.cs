using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.Scoring;

/// <summary>Adds a column "Opaque" of a structured type of its own to a view.</summary>
internal sealed class OpaqueView : IDataView
{
    private readonly IDataView _inner;

    public OpaqueView(IDataView inner)
    {
        _inner = inner;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inner.Schema);
        builder.AddColumn("Opaque", new OpaqueType());
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _inner.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var wanted = columnsNeeded.Select(c => c.Index).ToHashSet();
        return new Cursor(this, _inner.GetRowCursor(_inner.Schema.Where(c => wanted.Contains(c.Index))));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class OpaqueType() : StructuredDataViewType(typeof(Opaque))
    {
        public override bool Equals(DataViewType? other) => other is OpaqueType;

        public override int GetHashCode() => 1;
    }

    private sealed class Cursor(OpaqueView view, DataViewRowCursor inner) : DataViewRowCursor
    {
        public override long Position => inner.Position;

        public override long Batch => inner.Batch;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext() => inner.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => inner.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Name == "Opaque" || inner.IsColumnActive(inner.Schema[column.Index]);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Name != "Opaque") return inner.GetGetter<TValue>(inner.Schema[column.Index]);
            ValueGetter<Opaque> getter = (ref Opaque value) => value = new Opaque((int)inner.Position);
            return (ValueGetter<TValue>)(object)getter;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
