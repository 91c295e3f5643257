using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Plots;
using Microsoft.ML.DeepModels.Examples.SeriesData;

namespace Microsoft.ML.DeepModels.Examples.Sequences;

/// <summary>The plot of a series and its forecasts: those of the held-out values, one horizon after the other, and what comes after the data.</summary>
public static class ForecastPlot
{
    private const int HistoryShown = 2; // as many times the held-out rows
    private const string HistoryColour = "#374151", HeldOutColour = "#d97706", ForecastColour = "#2563eb";

    /// <summary>Draws the plot.</summary>
    /// <param name="series">all rows</param>
    /// <param name="plan">how they are forecast</param>
    /// <param name="backtest">the forecasts of the held-out rows, from each row on</param>
    /// <param name="next">the forecast of what comes after the last row</param>
    public static TimePlot Draw(TimeSeries series, SeriesPlan plan, ForecastBacktest backtest, IReadOnlyList<SeriesForecast> next)
    {
        PlotPoint[] values = [.. series.Rows.Select(row => new PlotPoint(row.Date, row.Value))];
        int split = values.Length - plan.HeldOut, first = Math.Max(0, split - HistoryShown * plan.HeldOut);
        // Forecasts overlap; every horizon-th of them covers each held-out row at most once.
        var shown = backtest.Forecasts.Where(forecast => (forecast.Origin + 1 - split) % plan.Horizon == 0).ToList();
        string level = Line.Of($"{100 * SeriesPipeline.ConfidenceLevel:F0}%");
        return new TimePlot
        {
            Title = $"{series.Name}: forecasts of {plan.Horizon} values at a time",
            Subtitle = Line.Of($"Mean error {backtest.Metrics.MeanAbsolutePercentageError:F1}%, that of last season's values {backtest.NaiveMetrics.MeanAbsolutePercentageError:F1}%; ") +
                Line.Of($"{100 * backtest.Metrics.IntervalCoverage:F0}% of the held-out values lie in their interval of {level}"),
            ValueName = series.ValueName,
            Bands = [.. shown.Select(forecast => Band(forecast.Origin + 1, forecast.LowerBounds, forecast.UpperBounds)),
                Band(values.Length, [.. next.Select(step => step.LowerBound)], [.. next.Select(step => step.UpperBound)])],
            Lines =
            [
                new PlotLine("learned from", HistoryColour, values[first..split]),
                new PlotLine("held out", HeldOutColour, values[(split - 1)..]),
                .. shown.Select(forecast => Forecast(forecast.Origin + 1, forecast.Forecasts)),
                Forecast(values.Length, [.. next.Select(step => step.Forecast)])
            ],
            Marks = [new PlotMark(values[split].Date, "held out from here"), new PlotMark(values[^1].Date, "last value")]
        };

        PlotLine Forecast(int row, IReadOnlyList<float> forecast) => new("forecast", ForecastColour, Points(row, forecast)) { HasDots = true };

        PlotBand Band(int row, IReadOnlyList<float> lower, IReadOnlyList<float> upper) => new($"interval of {level}", ForecastColour, Points(row, lower), Points(row, upper));

        // Rows after the last have a date, too.
        PlotPoint[] Points(int row, IReadOnlyList<float> values) => [.. values.Select((value, i) => new PlotPoint(series.Step.After(series.Rows[0].Date, row + i), value))];
    }
}
