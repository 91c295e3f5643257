using System.Diagnostics;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.SeriesData;
using Microsoft.ML.DeepModels.RecurrentNetwork;

namespace Microsoft.ML.DeepModels.Examples.Sequences;

/// <summary>The story of forecasting: a series, the network, a backtest on what it has not seen, its file, what comes next, a plot.</summary>
public sealed class ForecastDemo
{
    private readonly ExampleArguments _arguments;
    private readonly CancellationToken _token;
    private readonly MLContext _mlContext;

    /// <param name="arguments">the command line</param>
    /// <param name="token">ends training early, with the best model so far</param>
    public ForecastDemo(ExampleArguments arguments, CancellationToken token)
    {
        _arguments = arguments;
        _token = token;
        _mlContext = new MLContext(arguments.Seed) { GpuDeviceId = arguments.Gpu, FallbackToCpu = false };
    }

    /// <summary>Runs from the data to the result line, and returns that.</summary>
    public string Run()
    {
        TimeSeries series = _arguments.Data is { } file ? CsvSeries.Read(file) : MadeSeries.Create(_arguments.Seed);
        var plan = SeriesPlan.For(series);
        IReadOnlyList<SeriesRow> known = series.Before(plan.HeldOut);
        Console.WriteLine($"Data: {series.Name}, {series.Rows.Count} values of '{series.ValueName}', one each {series.Step}; the last {plan.HeldOut} are held out to judge by");
        Console.WriteLine();
        Console.WriteLine($"Recurrent network: forecasts {plan.Horizon} values from the last {plan.WindowSize}. It is trained {SeriesPipeline.Trainings} times: first on more and more of the rows,");
        Console.WriteLine("to see by its errors on those after them how wide the interval has to be, then on all:");
        var watch = Stopwatch.StartNew();
        using RecurrentNetworkForecastingTransformer model = Train(known, plan);
        double seconds = watch.Elapsed.TotalSeconds;
        if (_token.IsCancellationRequested) Console.WriteLine("stopped early; this is the best model so far");

        IDataView all = _mlContext.Data.LoadFromEnumerable(series.Rows);
        ForecastBacktest backtest = model.Backtest(all, testSize: plan.HeldOut);
        Print(backtest);
        string modelFile = _arguments.OutputFile($"{series.Name}-forecaster.zip");
        _mlContext.Model.Save(model, all.Schema, modelFile);
        IReadOnlyList<SeriesForecast> next = Next(_mlContext, model, all, plan.Horizon);
        SavedForecaster.Check(modelFile, series.Rows, next);
        Print(series, next);
        string plotFile = _arguments.OutputFile($"{series.Name}.svg");
        File.WriteAllText(plotFile, ForecastPlot.Draw(series, plan, backtest, next).ToSvg());
        Console.WriteLine($"plot of the forecasts: {plotFile}");
        Console.WriteLine();
        ForecastMetrics metrics = backtest.Metrics;
        return Line.Result(("family", "rnn"), ("task", Demo.Forecast), ("data", series.Name), ("mape", Math.Round(metrics.MeanAbsolutePercentageError, 2)),
            ("naive_mape", Math.Round(backtest.NaiveMetrics.MeanAbsolutePercentageError, 2)), ("coverage", Math.Round(metrics.IntervalCoverage, 3)),
            ("mase", Math.Round(metrics.MeanAbsoluteScaledError, 3)), ("seconds", Math.Round(seconds, 1)), ("model", modelFile), ("plot", plotFile));
    }

    /// <summary>The forecast of what comes after the last row of a view.</summary>
    internal static IReadOnlyList<SeriesForecast> Next(MLContext mlContext, RecurrentNetworkForecastingTransformer model, IDataView rows, int steps) =>
        [.. mlContext.Data.CreateEnumerable<SeriesForecast>(model.Forecast(rows, steps), reuseRowObject: false)];

    private RecurrentNetworkForecastingTransformer Train(IReadOnlyList<SeriesRow> known, SeriesPlan plan) =>
        TrainingDisplay.Run(_arguments.Epochs ?? SeriesPipeline.Epochs, display => SeriesPipeline.Fit(
            _mlContext, _mlContext.Data.LoadFromEnumerable(known), plan, known.All(row => row.Value > 0), _arguments, display, _token), SeriesPipeline.Trainings);

    private static void Print(ForecastBacktest backtest)
    {
        Console.WriteLine();
        Console.WriteLine($"Backtest, forecasts from {backtest.Forecasts.Count} places in the held-out values; mean absolute percentage error:");
        Console.WriteLine("  step   network   seasonal-naive   in the interval");
        for (int i = 0; i < backtest.StepMetrics.Count; i++) PrintRow((i + 1).ToString(), backtest.StepMetrics[i], backtest.NaiveStepMetrics[i]);
        PrintRow("all", backtest.Metrics, backtest.NaiveMetrics);
        Console.WriteLine();
    }

    private static void PrintRow(string step, ForecastMetrics ours, ForecastMetrics naive) => Console.WriteLine(Line.Of(
        $"  {step,4}  {ours.MeanAbsolutePercentageError,7:F2}%  {naive.MeanAbsolutePercentageError,14:F2}%  {100 * ours.IntervalCoverage,15:F0}%"));

    private static void Print(TimeSeries series, IReadOnlyList<SeriesForecast> next)
    {
        Console.WriteLine(Line.Of($"what comes after the data, and the interval of {100 * SeriesPipeline.ConfidenceLevel:F0}%:"));
        foreach (SeriesForecast step in next)
        {
            DateTime date = series.Step.After(series.Rows[^1].Date, step.Step);
            Console.WriteLine(Line.Of($"  {date:yyyy-MM-dd}  {step.Forecast,10:G5}  ({step.LowerBound:G5} to {step.UpperBound:G5})"));
        }
    }
}
