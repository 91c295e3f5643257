namespace Microsoft.ML.Data;

/// <summary>The rows of a view in another order: drawn from a pool that is filled up from the source. Columns that cannot be kept are dropped.</summary>
internal sealed class RowShuffleDataView : IDataView
{
    private readonly IDataView _source;
    private readonly DataViewSchema.Column[] _sources;
    private readonly int _seed, _poolSize;
    private readonly bool _shuffleSource;

    public RowShuffleDataView(IDataView source, int seed, int poolSize, bool shuffleSource)
    {
        (_source, _seed, _poolSize, _shuffleSource) = (source, seed, poolSize, shuffleSource);
        (_sources, Schema) = CachedColumn.Cacheable(source.Schema);
    }

    public bool CanShuffle => true;
    public DataViewSchema Schema { get; }
    public long? GetRowCount() => _source.GetRowCount();

    // Without a source of randomness every cursor gives the same order.
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var random = rand ?? new Random(_seed);
        var needed = columnsNeeded.ToArray();
        var input = _source.GetRowCursor(needed.Select(column => _sources[column.Index]),
            _shuffleSource && _source.CanShuffle ? new Random(random.Next()) : null);
        return new Cursor(this, input, needed, random);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly RowShuffleDataView _parent;
        private readonly DataViewRowCursor _input;
        private readonly Random _random;
        private readonly Dictionary<int, CachedColumn> _columns;
        private readonly Action<int>[] _keepers;
        private readonly ValueGetter<DataViewRowId> _id;
        private readonly List<DataViewRowId> _ids = [];
        private readonly List<int> _pool = []; // places of rows not yet given
        private int _current = -1;
        private long _position = -1;
        private bool _more = true;

        public Cursor(RowShuffleDataView parent, DataViewRowCursor input, DataViewSchema.Column[] needed, Random random)
        {
            (_parent, _input, _random, _id) = (parent, input, random, input.GetIdGetter());
            _columns = needed.DistinctBy(column => column.Index).ToDictionary(column => column.Index, column => CachedColumn.Create(column.Type));
            _keepers = _columns.Select(pair => pair.Value.Keeper(input, parent._sources[pair.Key])).ToArray();
        }

        public override long Position => _position;
        public override long Batch => 0;
        public override DataViewSchema Schema => _parent.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => _columns.ContainsKey(column.Index);
        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[Place()];

        public override bool MoveNext()
        {
            // The place of the row given last is free again.
            if (_current >= 0 && Keep(_current)) _pool.Add(_current);
            while (_more && _pool.Count < _parent._poolSize && Keep(_ids.Count)) _pool.Add(_ids.Count - 1);
            if (_pool.Count == 0)
            {
                (_current, _position) = (-1, -1);
                return false;
            }
            int drawn = _random.Next(_pool.Count);
            (_current, _pool[drawn]) = (_pool[drawn], _pool[^1]);
            _pool.RemoveAt(_pool.Count - 1);
            _position++;
            return true;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!_columns.TryGetValue(column.Index, out var kept)) throw RowErrors.Inactive(column);
            var getter = kept.Getter(Place);
            return getter as ValueGetter<TValue> ?? throw RowErrors.WrongType(getter, typeof(TValue));
        }

        protected override void Dispose(bool disposing) => _input.Dispose();

        private int Place() => _current >= 0 ? _current : throw RowErrors.NotAtRow();

        private bool Keep(int place)
        {
            if (!_more || !(_more = _input.MoveNext())) return false;
            foreach (var keep in _keepers) keep(place);
            DataViewRowId id = default;
            _id(ref id);
            if (place == _ids.Count) _ids.Add(id);
            else _ids[place] = id;
            return true;
        }
    }
}
