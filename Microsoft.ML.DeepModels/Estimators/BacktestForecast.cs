namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>One forecast of a backtest, and what came.</summary>
public sealed record BacktestForecast
{
    /// <summary>The name of the series; empty where all rows are one.</summary>
    public required string Series { get; init; }

    /// <summary>The place in its series of the last row that was known, from 0. The values are those of the rows after it.</summary>
    public required int Origin { get; init; }

    /// <summary>What came, at each step of the horizon.</summary>
    public required IReadOnlyList<float> Values { get; init; }

    /// <summary>What was forecast.</summary>
    public required IReadOnlyList<float> Forecasts { get; init; }

    /// <summary>The lower bounds; empty where there are none.</summary>
    public required IReadOnlyList<float> LowerBounds { get; init; }

    /// <summary>The upper bounds; empty where there are none.</summary>
    public required IReadOnlyList<float> UpperBounds { get; init; }

    /// <summary>The seasonal-naive forecast: the last season over and over.</summary>
    public required IReadOnlyList<float> NaiveForecasts { get; init; }
}
