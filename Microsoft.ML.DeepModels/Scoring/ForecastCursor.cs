using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>
/// Hands out the rows of the input with forecasts from each of them. With its first row it reads the series, through a cursor of their own;
/// then it forecasts from as many rows as fit one forward pass. The other columns come from the input's cursor as they are. Without an active
/// forecast nothing is read and nothing runs.
/// </summary>
internal sealed class ForecastCursor : DataViewRowCursor
{
    private readonly ForecastBinding _binding;
    private readonly IDataView _source;
    private readonly DataViewRowCursor _input;
    private readonly bool[] _active;
    private readonly bool _forecasts;
    private float[] _outputs = [];
    private SeriesStore? _store;
    private IBoundForecaster? _forecaster;
    private int _row = -1;
    private int _first;
    private int _count;
    private bool _disposed;

    /// <param name="binding">the forecaster and its columns</param>
    /// <param name="source">the rows of all series</param>
    /// <param name="input">the same rows, one by one; disposed with this cursor</param>
    /// <param name="active">which columns of the output are wanted</param>
    public ForecastCursor(ForecastBinding binding, IDataView source, DataViewRowCursor input, bool[] active)
    {
        _binding = binding;
        _source = source;
        _input = input;
        _active = active;
        _forecasts = active.AsSpan(binding.Input.Count).Contains(true);
    }

    public override DataViewSchema Schema => _binding.Output;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _active.Length && _active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumns.Check(_active, column);
        return _binding.Added(column.Index) is { } added
            ? ActiveColumns.Cast<TValue>(added.CreateGetter(Outputs), column)
            : _input.GetGetter<TValue>(_binding.Input[column.Index]);
    }

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_input.MoveNext())
        {
            _row = -1;
            return false;
        }
        _row++;
        if (!_forecasts) return true;
        _store ??= _binding.Reader.Read(_source, long.MaxValue, CancellationToken.None);
        if (_row >= _store.RowCount)
        {
            throw new InvalidOperationException(
                $"The view gave {_store.RowCount} rows at first, and now more. Forecasting reads it twice: cache it with mlContext.Data.Cache.");
        }
        return true;
    }

    private ReadOnlySpan<float> Outputs()
    {
        if (_row < 0) throw new InvalidOperationException("The cursor does not stand on a row: call MoveNext first, and stop where it returns false.");
        if (_row < _first || _row >= _first + _count) Forecast();
        int width = _binding.Forecaster.OutputWidth;
        return _outputs.AsSpan((_row - _first) * width, width);
    }

    private void Forecast()
    {
        _forecaster ??= _binding.Forecaster.Bind(_store!);
        _count = 0; // nothing is known where the next lines fail
        int count = Math.Min(_binding.BatchSize, _store!.RowCount - _row), size = count * _binding.Forecaster.OutputWidth;
        if (_outputs.Length < size) _outputs = new float[size];
        var windows = new SeriesWindow[count];
        for (int i = 0; i < count; i++)
        {
            var (series, index) = _store.Place(_row + i);
            windows[i] = new(series, index);
        }
        _forecaster.Forecast(windows, _outputs.AsSpan(0, size));
        (_first, _count) = (_row, count);
    }

    protected override void Dispose(bool disposing)
    {
        if (!_disposed && disposing)
        {
            _disposed = true;
            _input.Dispose();
        }
        base.Dispose(disposing);
    }
}
