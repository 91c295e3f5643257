using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>A data view of vectors that are computed when they are asked for, such as latent vectors to be decoded, and perhaps a key beside each.</summary>
internal sealed class VectorView : IDataView
{
    private readonly long _count;
    private readonly int _width;
    private readonly RowFiller _fill;
    private readonly Func<long, uint>? _key;

    /// <param name="name">of the column of vectors</param>
    /// <param name="width">the length of a vector</param>
    /// <param name="count">the number of rows</param>
    /// <param name="fill">writes the vector of a row; many threads may call it</param>
    /// <param name="key">a column of keys: its name, type and annotations, and the key of a row; null: none</param>
    public VectorView(string name, int width, long count, RowFiller fill, (string Name, KeyDataViewType Type, DataViewSchema.Annotations? Annotations, Func<long, uint> Of)? key = null)
    {
        _count = count;
        _width = width;
        _fill = fill;
        _key = key?.Of;
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(name, new VectorDataViewType(NumberDataViewType.Single, width));
        if (key is { } beside) schema.AddColumn(beside.Name, beside.Type, beside.Annotations);
        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => _count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, ActiveColumns.Of(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(VectorView view, bool[] active) : DataViewRowCursor
    {
        private long _row = -1;
        private bool _ended;
        private bool _disposed;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _ended ? -1 : _row;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < active.Length && active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check(active, column);
            Delegate getter = column.Index == 0 ? (ValueGetter<VBuffer<float>>)Vector : (ValueGetter<uint>)((ref uint key) => key = view._key!(Row()));
            return ActiveColumns.Cast<TValue>(getter, column);
        }

        public override bool MoveNext()
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_ended) _ended = ++_row >= view._count;
            return !_ended;
        }

        protected override void Dispose(bool disposing)
        {
            _disposed = true;
            base.Dispose(disposing);
        }

        private void Vector(ref VBuffer<float> destination)
        {
            var editor = VBufferEditor.Create(ref destination, view._width);
            view._fill(Row(), editor.Values);
            destination = editor.Commit();
        }

        private long Row() =>
            _row >= 0 && !_ended ? _row : throw new InvalidOperationException("The cursor does not stand on a row: call MoveNext first, and stop where it returns false.");
    }
}
