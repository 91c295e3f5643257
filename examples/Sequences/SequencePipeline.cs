using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Classes;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.SequenceData;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.RecurrentNetwork;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.DeepModels.Examples.Sequences;

/// <summary>The pipeline of classification, from the steps of a sequence and the name of its class to a prediction.</summary>
public static class SequencePipeline
{
    private const int BatchSize = 32;

    /// <summary>
    /// An LSTM that reads the sequence in both directions. The output layer, one unit a class with softmax, follows from the label.
    /// </summary>
    public static IReadOnlyList<Layer> RecurrentNetwork { get; } =
    [
        Layer.BatchNorm(), // brings every feature to about the same size
        Layer.Lstm(50, bidirectional: true),
        Layer.Dropout(0.3),
    ];

    /// <summary>A layer in the LSTM's place that sees one step at a time; of each of its outputs the largest counts: what steps tell without their order.</summary>
    public static IReadOnlyList<Layer> WithoutOrder { get; } =
    [
        Layer.BatchNorm(),
        Layer.Conv1D(100, kernelSize: 1, Activation.Relu),
        Layer.GlobalMaxPool1D(),
    ];

    /// <summary>Few rows need more passes.</summary>
    public static int EpochsFor(int rows) => rows switch
    {
        < 1000 => 60,
        < 10_000 => 10,
        _ => 8
    };

    /// <summary>Trains a network on sequences.</summary>
    public static TransformerChain<KeyToValueMappingTransformer> Fit(
        MLContext mlContext, IDataView sequences, IReadOnlyList<Layer> layers, int featuresPerStep, int epochs, ExampleArguments arguments,
        TrainingDisplay display, CancellationToken token)
    {
        var options = new RecurrentNetworkTrainer.Options
        {
            FeatureColumnName = nameof(LabeledSequence.Steps),
            FeaturesPerStep = featuresPerStep,
            Layers = layers,
            Epochs = epochs,
            BatchSize = arguments.BatchSize ?? BatchSize,
            LearningRate = 3e-3,
            LearningRateSchedule = LearningRateSchedule.CosineDecay(),
            GradientClipping = GradientClipping.ByNorm(1),
            Seed = arguments.Seed,
            OnBatch = display.OnBatch,
            OnEpoch = display.OnEpoch,
            CancellationToken = token,
            CancellationBehavior = CancellationBehavior.KeepBest
        };
        var pipeline = mlContext.Transforms.Conversion
            .MapValueToKey(nameof(LabeledSequence.Label), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(mlContext.MulticlassClassification.Trainers.RecurrentNetwork(options))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue(nameof(ClassPrediction.Class), "PredictedLabel"));
        return pipeline.Fit(sequences);
    }
}
