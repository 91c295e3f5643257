namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a backtest found: forecasts from one origin after another, compared with what came, and with the seasonal-naive forecast from there.</summary>
public sealed class ForecastBacktest
{
    internal ForecastBacktest(IReadOnlyList<BacktestForecast> forecasts, int leftOut, IReadOnlyList<ForecastErrors> errors, IReadOnlyList<ForecastErrors> naive)
    {
        Forecasts = forecasts;
        LeftOut = leftOut;
        Metrics = errors[0].Compute();
        StepMetrics = [.. errors.Skip(1).Select(step => step.Compute())];
        NaiveMetrics = naive[0].Compute();
        NaiveStepMetrics = [.. naive.Skip(1).Select(step => step.Compute())];
    }

    /// <summary>Over all forecasts and steps.</summary>
    public ForecastMetrics Metrics { get; }

    /// <summary>Of each step of the horizon.</summary>
    public IReadOnlyList<ForecastMetrics> StepMetrics { get; }

    /// <summary>Of the seasonal-naive forecasts, over all and all steps.</summary>
    public ForecastMetrics NaiveMetrics { get; }

    /// <summary>Of the seasonal-naive forecasts, for each step of the horizon.</summary>
    public IReadOnlyList<ForecastMetrics> NaiveStepMetrics { get; }

    /// <summary>The forecasts, in the order of series and time.</summary>
    public IReadOnlyList<BacktestForecast> Forecasts { get; }

    /// <summary>The number of origins that were left out because something is missing in their window, season or horizon.</summary>
    public int LeftOut { get; }
}
