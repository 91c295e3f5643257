using System.Diagnostics;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.SeriesData;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.RecurrentNetwork;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Benchmarks.Accuracy;

/// <summary>The accuracy of recurrent networks that forecast.</summary>
internal static class ForecastAccuracy
{
    private const int HeldOut = 36, Horizon = 6, Season = 12, Epochs = 100, Folds = 4;
    private const double Target = 4.0; // percent, or lower

    /// <summary>
    /// The last three years are forecast from each of their months, six months at a time, by a network that has seen the months before only. Network and
    /// training were chosen on those, too: by the mean error of networks trained on their first 48, 60, 72 and 84 on what came next, over settings of
    /// scaling, differencing, the two shortcuts, units, learning rate, weight decay, epochs and batch size.
    /// </summary>
    public static void AirPassengers(TimeSeries series)
    {
        var mlContext = new MLContext(1);
        IDataView known = mlContext.Data.LoadFromEnumerable(series.Before(HeldOut)), all = mlContext.Data.LoadFromEnumerable(series.Rows);
        Console.WriteLine($"{series.Name}: {series.Rows.Count} months, the last {HeldOut} held out, forecasts of {Horizon} months");
        var watch = Stopwatch.StartNew();
        using RecurrentNetworkForecastingTransformer model = TrainingDisplay.Run(Epochs, display => mlContext.Forecasting.ForecastByRecurrentNetwork(Options(display)).Fit(known), Folds + 1);
        double seconds = watch.Elapsed.TotalSeconds;
        ForecastBacktest backtest = model.Backtest(all, HeldOut);
        Console.WriteLine(Line.Result(("family", "rnn"), ("task", "forecast"), ("data", series.Name), ("mape", Math.Round(backtest.Metrics.MeanAbsolutePercentageError, 2)),
            ("target", Target), ("naive_mape", Math.Round(backtest.NaiveMetrics.MeanAbsolutePercentageError, 2)),
            ("coverage", Math.Round(backtest.Metrics.IntervalCoverage, 3)), ("mase", Math.Round(backtest.Metrics.MeanAbsoluteScaledError, 3)),
            ("origins", backtest.Forecasts.Count), ("seconds", Math.Round(seconds, 1))));
    }

    private static RecurrentNetworkForecastingTrainer.Options Options(TrainingDisplay display) => new()
    {
        InputColumnName = nameof(SeriesRow.Value),
        WindowSize = Season,
        Horizon = Horizon,
        Seasonality = Season,
        LogTransform = true,
        PredictionInterval = PredictionInterval.Conformal,
        CalibrationFolds = Folds,
        Layers = [Layer.Lstm(32)],
        LearningRate = 3e-3,
        LearningRateSchedule = LearningRateSchedule.Constant,
        WeightDecay = 0.3,
        Epochs = Epochs,
        BatchSize = 16,
        Seed = 1,
        OnBatch = display.OnBatch,
        OnEpoch = display.OnEpoch
    };
}
