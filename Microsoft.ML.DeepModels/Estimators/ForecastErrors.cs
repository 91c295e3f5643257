namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Adds up the errors of forecasts, value by value.</summary>
internal sealed class ForecastErrors
{
    private Mean _absolute;
    private Mean _squared;
    private Mean _percentage;
    private Mean _symmetric;
    private Mean _scaled;
    private Mean _covered;
    private Mean _width;

    /// <param name="value">what came</param>
    /// <param name="forecast">what had been forecast</param>
    /// <param name="naiveError">of the seasonal-naive forecast in the rows before the test; not above 0: none</param>
    public void Add(double value, double forecast, double naiveError)
    {
        double error = Math.Abs(value - forecast), size = Math.Abs(value) + Math.Abs(forecast);
        _absolute.Add(error);
        _squared.Add(error * error);
        _symmetric.Add(size == 0 ? 0 : 200 * error / size);
        if (value != 0) _percentage.Add(100 * error / Math.Abs(value));
        if (naiveError > 0) _scaled.Add(error / naiveError);
    }

    public void AddBounds(double value, double lower, double upper)
    {
        _covered.Add(lower <= value && value <= upper ? 1 : 0);
        _width.Add(upper - lower);
    }

    public ForecastMetrics Compute() => new()
    {
        Count = _absolute.Count,
        MeanAbsoluteError = _absolute.Value,
        RootMeanSquaredError = Math.Sqrt(_squared.Value),
        MeanAbsolutePercentageError = _percentage.Value,
        SymmetricMeanAbsolutePercentageError = _symmetric.Value,
        MeanAbsoluteScaledError = _scaled.Value,
        IntervalCoverage = _covered.Value,
        MeanIntervalWidth = _width.Value
    };

    private struct Mean
    {
        private double _sum;

        public int Count { get; private set; }

        public readonly double Value => Count == 0 ? double.NaN : _sum / Count;

        public void Add(double value)
        {
            _sum += value;
            Count++;
        }
    }
}
