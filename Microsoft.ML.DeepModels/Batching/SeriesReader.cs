using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Reads the columns of series. One place checks them for Fit, Transform and backtests.</summary>
internal sealed class SeriesReader
{
    private readonly SeriesColumns _columns;
    private readonly DataViewSchema.Column _value;
    private readonly DataViewSchema.Column? _series;
    private readonly DataViewSchema.Column[] _covariates;
    private readonly IReadOnlyList<string>? _keyNames;

    /// <param name="schema">of the rows</param>
    /// <param name="columns">what to read</param>
    /// <param name="keyNames">what the keys of the series column stand for; null: their numbers are names enough</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SeriesReader(DataViewSchema schema, SeriesColumns columns, IReadOnlyList<string>? keyNames)
    {
        _columns = columns;
        _keyNames = keyNames;
        _value = SchemaErrors.Find(schema, "input", columns.Value);
        if (_value.Type != NumberDataViewType.Single) throw SchemaErrors.Mismatch("input", _value.Name, "Single", SchemaColumns.TypeName(_value.Type));
        if (columns.Series is { } series)
        {
            var column = SchemaErrors.Find(schema, "series", series);
            if (column.Type is not TextDataViewType && !(column.Type is KeyDataViewType && column.Type.RawType == typeof(uint)))
                throw SchemaErrors.Mismatch("series", series, "String or Key<UInt32>", SchemaColumns.TypeName(column.Type));
            _series = column;
        }
        var past = columns.PastCovariates.Select(name => Covariate(schema, "past covariate", name)).ToArray();
        var future = columns.FutureCovariates.Select(name => Covariate(schema, "future covariate", name)).ToArray();
        _covariates = [.. past, .. future];
        PastCovariates = past.Sum(Width);
        FutureCovariates = future.Sum(Width);
    }

    /// <summary>The number of values of the covariates of the past.</summary>
    public int PastCovariates { get; }

    /// <summary>The number of values of the covariates that are known in advance.</summary>
    public int FutureCovariates { get; }

    /// <summary>The columns that it reads.</summary>
    public IEnumerable<DataViewSchema.Column> Columns => _series is { } series ? [_value, series, .. _covariates] : [_value, .. _covariates];

    /// <summary>Reads a whole view, in its order.</summary>
    /// <param name="view">of the schema that was checked</param>
    /// <param name="mostBytes">how much memory the rows may take</param>
    /// <param name="token">looked at before each row</param>
    /// <exception cref="InvalidOperationException">The rows take more memory.</exception>
    public SeriesStore Read(IDataView view, long mostBytes, CancellationToken token)
    {
        var store = new SeriesStore(PastCovariates, FutureCovariates);
        using var cursor = view.GetRowCursor(Columns);
        var value = cursor.GetGetter<float>(_value);
        var name = NameReader(cursor, store);
        var covariates = _covariates.Select(column => CovariateReader(cursor, column)).ToArray();
        float current = 0;
        float[] known = new float[PastCovariates + FutureCovariates];
        long most = mostBytes / store.RowBytes;
        while (cursor.MoveNext())
        {
            token.ThrowIfCancellationRequested();
            if (store.RowCount >= most)
            {
                throw new InvalidOperationException(
                    $"The series take more than {mostBytes} bytes (CacheBytes), after {store.RowCount} rows. Forecasting keeps all rows in memory: give a higher CacheBytes, or fewer rows.");
            }
            int series = name();
            if (series < 0)
            {
                store.AddWithoutSeries();
                continue;
            }
            value(ref current);
            int at = 0;
            foreach (var (read, width) in covariates)
            {
                read(known.AsSpan(at, width));
                at += width;
            }
            store.Add(series, current, known);
        }
        return store;
    }

    /// <summary>The first row with something in it that cannot be used, rows of the future left out; null where there is none.</summary>
    public RowFault? FirstFault(SeriesStore store)
    {
        var fault = store.FirstWithoutSeries < 0 ? null : new RowFault(store.FirstWithoutSeries, _columns.Series!, "the key of the series is missing");
        foreach (var series in store.Series)
        {
            for (int i = 0; i < series.Length && (fault is null || series.Row(i) < fault.Row); i++)
                if (Fault(series, i) is { } found) fault = found;
        }
        return fault;
    }

    private RowFault? Fault(Series series, int index)
    {
        string of = _series is null ? "" : $" in series '{series.Name}'";
        float value = series.Values[index];
        if (!float.IsFinite(value))
        {
            return new(series.Row(index), _value.Name, $"the value{of} is {FiniteCheck.Name(value)}, expected a finite number" +
                (float.IsNaN(value) ? "; only rows after the last value of a series may lack one" : ""));
        }
        if (_columns.Positive && value <= 0)
            return new(series.Row(index), _value.Name, FormattableString.Invariant($"the value{of} is {value}, but its logarithm (LogTransform) needs a number above 0"));
        int at = 0;
        foreach (var column in _covariates)
        {
            var values = series.Covariates(index).Slice(at, Width(column));
            int bad = FiniteCheck.IndexOfNonFinite(values);
            if (bad >= 0)
            {
                string slot = values.Length == 1 ? "the value" : $"value {bad}";
                return new(series.Row(index), column.Name, $"{slot}{of} is {FiniteCheck.Name(values[bad])}, expected a finite number");
            }
            at += values.Length;
        }
        return null;
    }

    // -1 where the row tells no series.
    private Func<int> NameReader(DataViewRowCursor cursor, SeriesStore store)
    {
        if (_series is not { } series) return () => store.IndexOf("");
        if (series.Type is not KeyDataViewType key)
        {
            var text = cursor.GetGetter<ReadOnlyMemory<char>>(series);
            ReadOnlyMemory<char> name = default;
            return () =>
            {
                text(ref name);
                return store.IndexOf(name.Span);
            };
        }
        var getter = cursor.GetGetter<uint>(series);
        var numbers = new Dictionary<uint, int>();
        return () =>
        {
            uint number = 0;
            getter(ref number);
            if (number == 0 || number > key.Count) return -1; // beyond the count is missing, too, in ML.NET
            if (numbers.TryGetValue(number, out int index)) return index;
            return numbers[number] = store.IndexOf(_keyNames?[(int)number - 1] ?? number.ToString(CultureInfo.InvariantCulture));
        };
    }

    private static (Reader Read, int Width) CovariateReader(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            var single = cursor.GetGetter<float>(column);
            return (destination => single(ref destination[0]), 1);
        }
        var vector = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> buffer = default;
        return (destination =>
        {
            vector(ref buffer);
            buffer.CopyTo(destination);
        }, Width(column));
    }

    private static DataViewSchema.Column Covariate(DataViewSchema schema, string role, string name)
    {
        var column = SchemaErrors.Find(schema, role, name);
        bool legal = column.Type == NumberDataViewType.Single
            || column.Type is VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType item } && item == NumberDataViewType.Single;
        return legal ? column : throw SchemaErrors.Mismatch(role, name, "Single or Vector<Single>", SchemaColumns.TypeName(column.Type));
    }

    private static int Width(DataViewSchema.Column column) => column.Type is VectorDataViewType vector ? vector.Size : 1;

    private delegate void Reader(Span<float> destination);
}
