using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Scoring;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// A trained network with what makes forecasts of its outputs: scales and bounds. I own the network. For one window it gives the forecasts of the
/// horizon, and, where there are bounds, all lower ones and then all upper ones.
/// </summary>
/// <param name="network">from scaled windows to scaled forecasts</param>
/// <param name="settings">sizes and bounds</param>
/// <param name="scales">of values and covariates</param>
internal sealed class ForecastModel(NetworkModel network, ForecastSettings settings, SeriesScales scales) : IForecaster, IDisposable
{
    public NetworkModel Network { get; } = network;

    public ForecastSettings Settings { get; } = settings;

    public SeriesScales Scales { get; } = scales;

    public int OutputWidth => (Settings.Interval == PredictionInterval.None ? 1 : 3) * Settings.Shape.Horizon;

    public IBoundForecaster Bind(SeriesStore store) => new Bound(this, store);

    public void Dispose() => Network.Dispose();

    private void Convert(ReadOnlySpan<float> outputs, WindowBuilder builder, SeriesWindow window, Span<float> forecast)
    {
        int horizon = Settings.Shape.Horizon;
        var scale = builder.Scale(window);
        for (int step = 0; step < horizon; step++)
        {
            double middle = outputs[Settings.Interval == PredictionInterval.Quantile ? horizon + step : step];
            double from = builder.From(window, scale, step);
            forecast[step] = scale.Undo(middle, from);
            if (Settings.Interval == PredictionInterval.None) continue;
            var (lower, upper) = Settings.Interval == PredictionInterval.Conformal
                ? (middle - Settings.Margins[step], middle + Settings.Margins[step])
                // Levels are learned apart and may cross; a forecast lies between its bounds.
                : (Math.Min(middle, Math.Min(outputs[step], outputs[2 * horizon + step])), Math.Max(middle, Math.Max(outputs[step], outputs[2 * horizon + step])));
            forecast[horizon + step] = scale.Undo(lower, from);
            forecast[2 * horizon + step] = scale.Undo(upper, from);
        }
    }

    private sealed class Bound : IBoundForecaster
    {
        private readonly ForecastModel _model;
        private readonly WindowBuilder _builder;
        private readonly SeriesGaps[] _gaps;

        public Bound(ForecastModel model, SeriesStore store)
        {
            _model = model;
            _builder = new WindowBuilder(store, model.Settings.Shape, model.Scales, model.Network.Device);
            _gaps = [.. store.Series.Select(series => new SeriesGaps(series, store.PastCovariates, model.Settings.Columns.Read.Positive))];
        }

        public void Forecast(ReadOnlySpan<SeriesWindow> windows, Span<float> outputs)
        {
            outputs.Fill(float.NaN);
            var usable = new List<int>(windows.Length);
            for (int i = 0; i < windows.Length; i++)
                if (IsUsable(windows[i])) usable.Add(i);
            int width = _model.OutputWidth, networkWidth = _model.Network.OutputWidth, most = _model.Settings.WindowsAtOnce;
            float[] scores = new float[Math.Min(most, usable.Count) * networkWidth];
            for (int start = 0; start < usable.Count; start += most)
            {
                var block = new SeriesWindow[Math.Min(most, usable.Count - start)];
                for (int i = 0; i < block.Length; i++) block[i] = windows[usable[start + i]];
                using (var batch = _builder.Build(block, targets: false)) _model.Network.Score(batch, [], scores.AsSpan(0, block.Length * networkWidth));
                for (int i = 0; i < block.Length; i++)
                    _model.Convert(scores.AsSpan(i * networkWidth, networkWidth), _builder, block[i], outputs.Slice(usable[start + i] * width, width));
            }
            if (usable.Count == 0) _model.Network.CheckAlive();
        }

        private bool IsUsable(SeriesWindow window)
        {
            if (window.Series < 0) return false;
            var (shape, gaps) = (_model.Settings.Shape, _gaps[window.Series]);
            return gaps.AreUsable(window.Last - shape.Rows + 1, window.Last)
                && (shape.FutureCovariates == 0 || gaps.AreKnown(window.Last + 1, window.Last + shape.Horizon));
        }
    }
}
