namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>How far forecasts were from what came. NaN where there was nothing to measure.</summary>
public sealed record ForecastMetrics
{
    /// <summary>The number of values that were compared.</summary>
    public required int Count { get; init; }

    /// <summary>The mean of absolute errors, in units of the values.</summary>
    public required double MeanAbsoluteError { get; init; }

    /// <summary>The root of the mean of squared errors, in units of the values.</summary>
    public required double RootMeanSquaredError { get; init; }

    /// <summary>MAPE: the mean of absolute errors relative to the values, in percent; values of 0 are left out.</summary>
    public required double MeanAbsolutePercentageError { get; init; }

    /// <summary>sMAPE: the mean of 2 |error| / (|value| + |forecast|), in percent, from 0 to 200; 0 where both are 0 (Makridakis and Hibon 2000).</summary>
    public required double SymmetricMeanAbsolutePercentageError { get; init; }

    /// <summary>
    /// MASE: the mean of absolute errors relative to the mean absolute error of the seasonal-naive forecast, one step ahead, in the rows before the
    /// test (Hyndman and Koehler 2006). Series that repeat themselves exactly there are left out.
    /// </summary>
    public required double MeanAbsoluteScaledError { get; init; }

    /// <summary>The part of the values that lie between the bounds, these included, from 0 to 1; NaN without bounds.</summary>
    public required double IntervalCoverage { get; init; }

    /// <summary>The mean distance of the bounds, in units of the values; NaN without bounds.</summary>
    public required double MeanIntervalWidth { get; init; }
}
