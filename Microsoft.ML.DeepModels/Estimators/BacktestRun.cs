using Microsoft.ML.DeepModels.Batching;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Forecasts the last rows of every series from rolling origins, with the network as it is.</summary>
/// <param name="model">what forecasts</param>
/// <param name="store">the rows</param>
/// <param name="testSize">the rows of each series that are forecast</param>
/// <param name="stride">the rows from one origin to the next</param>
/// <param name="season">the rows of a season</param>
internal sealed class BacktestRun(ForecastModel model, SeriesStore store, int testSize, int stride, int season)
{
    private readonly int _horizon = model.Settings.Shape.Horizon;
    private readonly int _rows = model.Settings.Shape.Rows;
    private readonly bool _positive = model.Settings.Columns.Read.Positive;
    private readonly List<BacktestForecast> _forecasts = [];
    private int _leftOut;

    /// <exception cref="InvalidOperationException">No series has enough rows, or none that can be used.</exception>
    public ForecastBacktest Run()
    {
        var errors = Errors();
        var naive = Errors();
        var forecaster = model.Bind(store);
        for (int s = 0; s < store.Series.Count; s++)
        {
            var windows = Windows(s);
            if (windows.Length == 0) continue;
            int width = model.OutputWidth;
            float[] outputs = new float[windows.Length * width];
            forecaster.Forecast(windows, outputs);
            double naiveError = NaiveError(store.Series[s]);
            for (int i = 0; i < windows.Length; i++) Add(windows[i], outputs.AsSpan(i * width, width), naiveError, errors, naive);
        }
        if (_forecasts.Count > 0) return new ForecastBacktest(_forecasts, _leftOut, errors, naive);
        long needed = (long)Math.Max(_rows, season) + testSize;
        throw new InvalidOperationException(_leftOut > 0
            ? $"All {_leftOut} origins were left out, for something is missing in their window, season or horizon."
            : $"No series has enough rows for a backtest: a test of {testSize} rows after the {Math.Max(_rows, season)} rows that forecasts look back at needs {needed}, the longest series has {store.Series.Select(series => series.Length).DefaultIfEmpty().Max()}.");
    }

    // The first for all steps, then one for each.
    private ForecastErrors[] Errors() => [.. Enumerable.Range(0, _horizon + 1).Select(_ => new ForecastErrors())];

    private SeriesWindow[] Windows(int s)
    {
        var series = store.Series[s];
        int first = series.Length - testSize - 1; // the last row before the test
        if (first < Math.Max(_rows, season) - 1) return [];
        var gaps = new SeriesGaps(series, store.PastCovariates, _positive);
        var windows = new List<SeriesWindow>();
        for (long last = first; last < (long)series.Length - _horizon; last += stride)
        {
            int origin = (int)last;
            // The naive forecast looks back at values only, and no forecast at what comes but for what is known in advance.
            if (gaps.AreUsable(origin - _rows + 1, origin) && gaps.HaveValues(origin - season + 1, origin) && gaps.AreTargets(origin + 1, origin + _horizon)) windows.Add(new(s, origin));
            else _leftOut++;
        }
        return [.. windows];
    }

    /// <summary>The mean absolute error of the seasonal-naive forecast in the rows before the test, one step ahead; NaN where there is none.</summary>
    private double NaiveError(Series series)
    {
        double sum = 0;
        int count = 0;
        for (int i = season; i < series.Length - testSize; i++)
        {
            float value = series.Values[i], before = series.Values[i - season];
            if (!float.IsFinite(value) || !float.IsFinite(before)) continue;
            sum += Math.Abs((double)value - before);
            count++;
        }
        return count == 0 ? double.NaN : sum / count;
    }

    private void Add(SeriesWindow window, ReadOnlySpan<float> outputs, double naiveError, ForecastErrors[] errors, ForecastErrors[] naive)
    {
        var series = store.Series[window.Series];
        bool bounds = model.Settings.Interval != PredictionInterval.None;
        var forecast = new BacktestForecast
        {
            Series = series.Name,
            Origin = window.Last,
            Values = series.Values.Slice(window.Last + 1, _horizon).ToArray(),
            Forecasts = outputs[.._horizon].ToArray(),
            LowerBounds = bounds ? outputs.Slice(_horizon, _horizon).ToArray() : [],
            UpperBounds = bounds ? outputs.Slice(2 * _horizon, _horizon).ToArray() : [],
            NaiveForecasts = Naive(series.Values, window.Last)
        };
        _forecasts.Add(forecast);
        for (int step = 0; step < _horizon; step++)
        {
            foreach (int to in (ReadOnlySpan<int>)[0, step + 1])
            {
                errors[to].Add(forecast.Values[step], forecast.Forecasts[step], naiveError);
                naive[to].Add(forecast.Values[step], forecast.NaiveForecasts[step], naiveError);
                if (bounds) errors[to].AddBounds(forecast.Values[step], forecast.LowerBounds[step], forecast.UpperBounds[step]);
            }
        }
    }

    private float[] Naive(ReadOnlySpan<float> values, int last)
    {
        float[] naive = new float[_horizon];
        for (int step = 0; step < _horizon; step++) naive[step] = values[last - season + 1 + step % season];
        return naive;
    }
}
