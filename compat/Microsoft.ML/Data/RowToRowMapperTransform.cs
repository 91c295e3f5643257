using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view with the columns of another and those that a row mapper adds. A column of the same name is hidden, not removed.</summary>
internal sealed class RowToRowMapperTransform : IDataView, IRowToRowMapper
{
    private readonly IHost _host;
    private readonly IDataView _source;
    private readonly IRowMapper _mapper;
    private readonly Bindings _bindings;

    public RowToRowMapperTransform(IHostEnvironment env, IDataView input, IRowMapper mapper, Func<DataViewSchema, IRowMapper> mapperFactory)
    {
        _host = env.Register(nameof(RowToRowMapperTransform));
        (_source, _mapper) = (input, mapper);
        _bindings = new(input.Schema, mapper.GetOutputColumns());
    }

    public DataViewSchema Schema => _bindings.Schema;
    public DataViewSchema InputSchema => _source.Schema;
    public DataViewSchema OutputSchema => _bindings.Schema;
    public bool CanShuffle => _source.CanShuffle;

    public static DataViewSchema GetOutputSchema(DataViewSchema inputSchema, IRowMapper mapper) =>
        new Bindings(inputSchema, mapper.GetOutputColumns()).Schema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = Active(columnsNeeded);
        var input = _source.GetRowCursor(Inputs(active), rand);
        return new Cursor(input, Map(input, active), _bindings, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = Active(columnsNeeded);
        var inputs = _source.GetRowCursorSet(Inputs(active), n, rand);
        return Array.ConvertAll(inputs, input => (DataViewRowCursor)new Cursor(input, Map(input, active), _bindings, active));
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        Inputs(Active(dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        _host.CheckValue(input, nameof(input));
        _host.Check(input.Schema == InputSchema, "Schema of input row must be the same as the schema the mapper is bound to");
        bool[] active = Active(activeColumns);
        return new Row(input, Map(input, active), _bindings, active);
    }

    internal ITransformer GetTransformer() => _mapper.GetTransformer();

    private bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        bool[] active = new bool[Schema.Count];
        foreach (var column in columns) active[column.Index] = true;
        return active;
    }

    private DataViewSchema.Column[] Inputs(bool[] active)
    {
        var needed = _mapper.GetDependencies(added => active[_bindings.AddedIndex(added)]);
        var passed = _bindings.PassedOn(active);
        return InputSchema.Where(column => passed[column.Index] || needed(column.Index)).ToArray();
    }

    private (Delegate[] Getters, Action Disposer) Map(DataViewRow input, bool[] active)
    {
        var getters = _mapper.CreateGetters(input, added => active[_bindings.AddedIndex(added)], out var disposer);
        return (getters, disposer);
    }

    /// <summary>An added column follows the one that it hides; the others come last.</summary>
    private sealed class Bindings
    {
        private readonly int[] _origins; // of each column: the index in the input, or the complement of the index among the added ones

        public Bindings(DataViewSchema input, DataViewSchema.DetachedColumn[] added)
        {
            var origins = Enumerable.Range(0, input.Count).ToList();
            for (int i = 0; i < added.Length; i++)
            {
                int hidden = origins.FindLastIndex(o => (o >= 0 ? input[o].Name : added[~o].Name) == added[i].Name);
                origins.Insert(hidden < 0 ? origins.Count : hidden + 1, ~i);
            }
            _origins = origins.ToArray();
            var builder = new DataViewSchema.Builder();
            foreach (int o in _origins)
            {
                if (o >= 0) builder.AddColumn(input[o].Name, input[o].Type, input[o].Annotations);
                else builder.AddColumn(added[~o].Name, added[~o].Type, added[~o].Annotations);
            }
            (Schema, InputCount) = (builder.ToSchema(), input.Count);
        }

        public DataViewSchema Schema { get; }
        private int InputCount { get; }

        public int AddedIndex(int added) => Array.IndexOf(_origins, ~added);

        /// <summary>The active input columns, by their index in the input.</summary>
        public bool[] PassedOn(bool[] active)
        {
            bool[] passed = new bool[InputCount];
            for (int i = 0; i < active.Length; i++)
                if (active[i] && _origins[i] >= 0)
                    passed[_origins[i]] = true;
            return passed;
        }

        public ValueGetter<TValue> Getter<TValue>(DataViewRow input, Delegate[] getters, bool[] active, DataViewSchema.Column column)
        {
            if (column.Index >= active.Length || !active[column.Index]) throw RowErrors.Inactive(column);
            int origin = _origins[column.Index];
            if (origin >= 0) return input.GetGetter<TValue>(input.Schema[origin]);
            var getter = getters[~origin];
            return getter as ValueGetter<TValue> ?? throw RowErrors.WrongType(getter, typeof(TValue));
        }
    }

    private sealed class Cursor(DataViewRowCursor input, (Delegate[] Getters, Action Disposer) map, Bindings bindings, bool[] active)
        : WrappingCursor(input)
    {
        public override DataViewSchema Schema => bindings.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            bindings.Getter<TValue>(Input, map.Getters, active, column);

        protected override void Dispose(bool disposing)
        {
            map.Disposer?.Invoke();
            base.Dispose(disposing);
        }
    }

    private sealed class Row(DataViewRow input, (Delegate[] Getters, Action Disposer) map, Bindings bindings, bool[] active) : DataViewRow
    {
        public override long Position => input.Position;
        public override long Batch => input.Batch;
        public override DataViewSchema Schema => bindings.Schema;
        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();
        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            bindings.Getter<TValue>(input, map.Getters, active, column);

        protected override void Dispose(bool disposing)
        {
            map.Disposer?.Invoke();
            input.Dispose();
        }
    }
}
