using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Scoring;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// Forecasts that go on from the end of every series. Beyond the horizon the network goes on from its own forecasts; the bounds there are no longer
/// found with data: their distance is that of the last step of the horizon, growing with the square root of the time, as that of a random walk.
/// </summary>
internal sealed class ForecastRollout
{
    private readonly ForecastModel _model;
    private readonly SeriesTails _tails;
    private readonly int _steps;
    private readonly float[] _forecasts; // series by series
    private readonly float[] _lower;
    private readonly float[] _upper;

    private ForecastRollout(ForecastModel model, SeriesTails tails, int steps)
    {
        _model = model;
        _tails = tails;
        _steps = steps;
        _forecasts = new float[checked(tails.Store.Series.Count * steps)];
        _lower = HasBounds ? new float[_forecasts.Length] : [];
        _upper = HasBounds ? new float[_forecasts.Length] : [];
    }

    private bool HasBounds => _model.Settings.Interval != PredictionInterval.None;

    private int Horizon => _model.Settings.Shape.Horizon;

    /// <param name="model">what forecasts</param>
    /// <param name="tails">the ends of the series; changed by the call</param>
    /// <param name="steps">how many steps, at least 1</param>
    /// <returns>a row for each series and step</returns>
    public static IDataView Run(ForecastModel model, SeriesTails tails, int steps)
    {
        var rollout = new ForecastRollout(model, tails, steps);
        rollout.Check();
        for (int first = 0; first < steps; first += rollout.Horizon) rollout.Go(first);
        return rollout.Table();
    }

    private void Check()
    {
        var shape = _model.Settings.Shape;
        if (shape.PastCovariates > 0 && _steps > Horizon)
        {
            throw new ArgumentOutOfRangeException("steps",
                $"steps must be at most {Horizon}, the horizon, for the covariates of the past are not known beyond the present; got {_steps}. Train with a longer horizon.");
        }
        if (shape.FutureCovariates == 0) return;
        long needed = ((long)_steps + Horizon - 1) / Horizon * Horizon;
        foreach (var series in _tails.Store.Series)
        {
            var gaps = new SeriesGaps(series, shape.PastCovariates, positive: false);
            long known = 0;
            while (known < needed && gaps.AreKnown(series.Length, series.Length + (int)known)) known++;
            if (known == needed) continue;
            string of = _tails.Names is null ? "" : $" of series '{series.Name}'";
            throw new InvalidOperationException(
                $"The covariates that are known in advance (FutureCovariateColumnNames) are there for {known} rows after the last value{of}, but {_steps} steps in blocks of the horizon need {needed}. " +
                "Add rows with these covariates and NaN as the value to the end of the series, and give them to Forecast(data, steps).");
        }
    }

    /// <summary>One horizon of every series.</summary>
    private void Go(int first)
    {
        var store = _tails.Store;
        var windows = new SeriesWindow[store.Series.Count];
        for (int s = 0; s < windows.Length; s++) windows[s] = new(s, store.Series[s].Length - 1);
        int width = _model.OutputWidth;
        float[] outputs = new float[windows.Length * width];
        _model.Bind(store).Forecast(windows, outputs);
        for (int s = 0; s < windows.Length; s++)
        {
            var forecast = outputs.AsSpan(s * width, width);
            for (int step = 0; step < Horizon; step++)
            {
                store.Series[s].Continue(forecast[step]);
                if (first + step >= _steps) continue;
                int at = s * _steps + first + step;
                _forecasts[at] = forecast[step];
                if (!HasBounds) continue;
                (_lower[at], _upper[at]) = first == 0
                    ? (forecast[Horizon + step], forecast[2 * Horizon + step])
                    : Widened(forecast[step], s * _steps + Horizon - 1, Math.Sqrt((first + step + 1.0) / Horizon));
            }
        }
    }

    /// <param name="forecast">between the bounds</param>
    /// <param name="last">where the last step is whose bounds were found with data</param>
    /// <param name="growth">of the distance since then</param>
    private (float Lower, float Upper) Widened(float forecast, int last, double growth)
    {
        var scale = new WindowScale(0, 1, _model.Scales.Logarithm);
        double middle = scale.Level(forecast), was = scale.Level(_forecasts[last]);
        return (scale.Value(middle - growth * (was - scale.Level(_lower[last]))), scale.Value(middle + growth * (scale.Level(_upper[last]) - was)));
    }

    private TableView Table()
    {
        var columns = new List<TableColumn>();
        var settings = _model.Settings.Columns;
        if (_tails.Names is { } names)
            columns.Add(names.Column(settings.Read.Series!, [.. _tails.Store.Series.SelectMany(series => Enumerable.Repeat(series.Name, _steps))]));
        int[] steps = [.. Enumerable.Range(0, _forecasts.Length).Select(i => i % _steps + 1)];
        columns.Add(TableColumn.Of(ForecastCheck.StepColumn, NumberDataViewType.Int32, steps));
        columns.Add(TableColumn.Of(settings.Output, NumberDataViewType.Single, _forecasts));
        if (HasBounds) columns.Add(TableColumn.Of(settings.Lower ?? ForecastCheck.LowerColumn, NumberDataViewType.Single, _lower));
        if (HasBounds) columns.Add(TableColumn.Of(settings.Upper ?? ForecastCheck.UpperColumn, NumberDataViewType.Single, _upper));
        return new TableView(columns);
    }
}
