using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.SequenceData;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.RecurrentNetwork;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Benchmarks.Accuracy;

/// <summary>The accuracy of recurrent networks that classify sequences.</summary>
internal static class SequenceAccuracy
{
    /// <summary>
    /// Nine speakers, 270 utterances to learn from. The network was chosen by five-fold cross-validation on these, twice, for the least logarithmic loss (0.04,
    /// accuracy 0.983): among one direction or two, the last state, the mean, the maximum or attention over steps, dropout of 0, 0.3 or 0.5, and with
    /// batch normalisation before it or not.
    /// </summary>
    public static void JapaneseVowels(SequenceDataSet data) => Measure(data, 0.97, 60, display => new RecurrentNetworkTrainer.Options
    {
        FeatureColumnName = nameof(LabeledSequence.Steps),
        FeaturesPerStep = data.FeaturesPerStep,
        Layers =
        [
            Layer.BatchNorm(),
            Layer.Lstm(50, bidirectional: true),
            Layer.Dropout(0.3),
        ],
        Epochs = 60,
        BatchSize = 16,
        LearningRate = 3e-3,
        LearningRateSchedule = LearningRateSchedule.CosineDecay(),
        GradientClipping = GradientClipping.ByNorm(1),
        Seed = 1,
        OnBatch = display.OnBatch,
        OnEpoch = display.OnEpoch
    });

    /// <summary>Digits read row by row. The epoch whose weights are kept is the best on a tenth of the training rows, which the network does not learn from.</summary>
    public static void Mnist(SequenceDataSet data) => Measure(data, 0.985, 8, display => new RecurrentNetworkTrainer.Options
    {
        FeatureColumnName = nameof(LabeledSequence.Steps),
        FeaturesPerStep = data.FeaturesPerStep,
        Layers = [Layer.Lstm(128)],
        Epochs = 8,
        BatchSize = 64,
        LearningRate = 4e-3,
        LearningRateSchedule = LearningRateSchedule.OneCycle(),
        GradientClipping = GradientClipping.ByNorm(1),
        ValidationFraction = 0.1,
        EarlyStopping = new EarlyStopping { Monitor = "accuracy", Patience = 8 },
        Seed = 1,
        OnBatch = display.OnBatch,
        OnEpoch = display.OnEpoch
    });

    private static void Measure(SequenceDataSet data, double target, int epochs, Func<TrainingDisplay, RecurrentNetworkTrainer.Options> options)
    {
        Console.WriteLine($"{data.Name}: {data.Train.Count} sequences to learn from, {data.Test.Count} to judge by");
        var mlContext = new MLContext(1);
        var watch = Stopwatch.StartNew();
        using TransformerChain<RecurrentNetworkTransformer> model = TrainingDisplay.Run(epochs, display =>
            mlContext.Transforms.Conversion.MapValueToKey(nameof(LabeledSequence.Label))
                .Append(mlContext.MulticlassClassification.Trainers.RecurrentNetwork(options(display)))
                .Fit(mlContext.Data.LoadFromEnumerable(data.Train)));
        double seconds = watch.Elapsed.TotalSeconds;
        MulticlassClassificationMetrics metrics =
            mlContext.MulticlassClassification.Evaluate(model.Transform(mlContext.Data.LoadFromEnumerable(data.Test)));
        TrainingHistory history = model.LastTransformer.History!;
        Console.WriteLine(Line.Result(("family", "rnn"), ("task", "classify"), ("data", data.Name), ("accuracy", Math.Round(metrics.MicroAccuracy, 4)), ("target", target),
            ("log_loss", Math.Round(metrics.LogLoss, 4)), ("epochs", history.Epochs.Count), ("kept_epoch", history.BestWeightsRestored ? history.BestEpoch : history.Epochs.Count), ("seconds", Math.Round(seconds, 1))));
    }
}
