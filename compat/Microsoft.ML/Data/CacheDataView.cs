using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Keeps the columns of a view in memory, each from the first cursor on that needs it. Columns that cannot be kept are dropped.</summary>
internal sealed class CacheDataView : IDataView
{
    private readonly IHost _host;
    private readonly IDataView _input;
    private readonly DataViewSchema.Column[] _sources;
    private readonly CachedColumn[] _columns;
    private readonly object _filling = new();
    private long _rowCount;

    public CacheDataView(IHostEnvironment env, IDataView input, int[] prefetch)
    {
        _host = env.Register("Cache");
        _host.CheckValue(input, nameof(input));
        _input = input;
        (_sources, Schema) = CachedColumn.Cacheable(input.Schema);
        foreach (int index in prefetch ?? [])
        {
            var column = input.Schema[index];
            if (!CachedColumn.CanCache(column.Type))
                throw _host.Except("Asked to prefetch column '{0}' into cache, but it is of unhandled type '{1}'", column.Name, column.Type);
        }
        _columns = new CachedColumn[_sources.Length];
        _rowCount = input.GetRowCount() ?? -1;
        if (prefetch is { Length: > 0 }) Fill(Schema.Where(column => prefetch.Contains(_sources[column.Index].Index)));
    }

    public bool CanShuffle => true;
    public DataViewSchema Schema { get; }
    public long? GetRowCount() => Interlocked.Read(ref _rowCount) is >= 0 and var known ? known : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(this, columnsNeeded.ToArray(), rand);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    // Reads the input once for all that is missing, and for the number of rows.
    private void Fill(IEnumerable<DataViewSchema.Column> needed)
    {
        lock (_filling)
        {
            var missing = needed.Where(column => _columns[column.Index] == null).ToList();
            if (missing.Count == 0 && _rowCount >= 0) return;
            using var channel = _host.Start("Cache Filler");
            channel.Trace("Begin cache of {0} columns", missing.Count);
            using var cursor = _input.GetRowCursor(missing.Select(column => _sources[column.Index]));
            var columns = missing.ConvertAll(column => CachedColumn.Create(column.Type));
            var keepers = missing.Zip(columns, (column, cached) => cached.Keeper(cursor, _sources[column.Index])).ToList();
            int rows = 0;
            while (cursor.MoveNext())
            {
                foreach (var keep in keepers) keep(rows);
                rows++;
            }
            if (_rowCount >= 0 && rows != _rowCount)
                throw _host.Except("The input had {0} rows before, now {1}: it cannot be cached", _rowCount, rows);
            for (int i = 0; i < columns.Count; i++) _columns[missing[i].Index] = columns[i];
            Interlocked.Exchange(ref _rowCount, rows);
        }
    }

    private sealed class Cursor(CacheDataView parent, DataViewSchema.Column[] needed, Random random) : DataViewRowCursor
    {
        private readonly HashSet<int> _active = needed.Select(column => column.Index).ToHashSet();
        private int[] _order;
        private bool _filled;
        private long _position = -1;
        private bool _done;

        public override long Position => _position;
        public override long Batch => 0;
        public override DataViewSchema Schema => parent.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);
        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)Row(), 0);

        public override bool MoveNext()
        {
            if (_done) return false;
            Prepare();
            if (++_position < parent._rowCount) return true;
            _position = -1;
            _done = true;
            return false;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column)) throw RowErrors.Inactive(column);
            Contracts.CheckParam(typeof(TValue) == column.Type.RawType, nameof(TValue), $"Column '{column.Name}' has the type {column.Type.RawType}");
            ValueGetter<TValue> getter = null;
            return (ref TValue value) =>
            {
                getter ??= (ValueGetter<TValue>)parent._columns[column.Index].Getter(Row);
                getter(ref value);
            };
        }

        private void Prepare()
        {
            if (_filled) return;
            parent.Fill(needed);
            if (random != null)
            {
                _order = Enumerable.Range(0, (int)parent._rowCount).ToArray();
                random.Shuffle(_order);
            }
            _filled = true;
        }

        private int Row()
        {
            if (_position < 0) throw RowErrors.NotAtRow();
            return _order == null ? (int)_position : _order[_position];
        }
    }
}
