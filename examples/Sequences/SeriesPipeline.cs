using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.SeriesData;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.RecurrentNetwork;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Examples.Sequences;

/// <summary>The forecaster of this example, from the rows of a series to the values to come and their interval.</summary>
public static class SeriesPipeline
{
    /// <summary>The part of the values to come that should lie in their interval.</summary>
    public const float ConfidenceLevel = 0.95f;

    /// <summary>How long to train, and in what steps, unless the user says otherwise.</summary>
    public const int Epochs = 100, BatchSize = 16;

    /// <summary>The number of networks that are trained: all but the last to see how large errors are on what comes after their rows.</summary>
    public const int Trainings = 5;

    /// <summary>Trains a forecaster on the rows of a series.</summary>
    /// <param name="mlContext">where it belongs to</param>
    /// <param name="rows">the oldest first</param>
    /// <param name="plan">how the series is to be forecast</param>
    /// <param name="growsInProportion">whether all values are above 0, so that what changes them may be taken for a factor</param>
    /// <param name="arguments">the command line</param>
    /// <param name="display">shows the training</param>
    /// <param name="token">ends training early, with the best model so far</param>
    public static RecurrentNetworkForecastingTransformer Fit(
        MLContext mlContext, IDataView rows, SeriesPlan plan, bool growsInProportion, ExampleArguments arguments, TrainingDisplay display, CancellationToken token)
    {
        var forecaster = mlContext.Forecasting.ForecastByRecurrentNetwork(new RecurrentNetworkForecastingTrainer.Options
        {
            InputColumnName = nameof(SeriesRow.Value),
            OutputColumnName = nameof(SeriesForecast.Forecast),
            ConfidenceLowerBoundColumn = nameof(SeriesForecast.LowerBound),
            ConfidenceUpperBoundColumn = nameof(SeriesForecast.UpperBound),
            ConfidenceLevel = ConfidenceLevel,
            CalibrationFolds = Trainings - 1,
            WindowSize = plan.WindowSize,
            Horizon = plan.Horizon,
            Seasonality = plan.Seasonality,
            LogTransform = growsInProportion,
            Layers = [Layer.Lstm(32)],
            WeightDecay = 0.3, // a series has few windows, and what is learned from few should be little
            Epochs = arguments.Epochs ?? Epochs,
            BatchSize = arguments.BatchSize ?? BatchSize,
            Seed = arguments.Seed,
            OnBatch = display.OnBatch,
            OnEpoch = display.OnEpoch,
            CancellationToken = token,
            CancellationBehavior = CancellationBehavior.KeepBest
        });
        return forecaster.Fit(rows);
    }
}
