using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Classes;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.TransferLearning;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.DeepModels.Examples.TransferLearning;

/// <summary>The pipelines of this example, from a file's bytes and the name of a class to a prediction.</summary>
internal static class TransferPipeline
{
    /// <summary>The rows of a training step, unless the user says otherwise: where there are few rows, and where there are many.</summary>
    public const int BatchSize = 8, LargeBatchSize = 32;

    private const int Filters = 24;
    private const double BodyLearningRate = 1e-4, DepthFactor = 0.8; // what is trained already is changed little, and less the nearer it is to the pixels

    /// <summary>The network that learns shapes: four convolutions, each with batch normalisation, and the mean of what they find.</summary>
    public static IReadOnlyList<Layer> ShapeLayers { get; } =
    [
        .. Convolution(Filters), Layer.MaxPool2D(2),
        .. Convolution(2 * Filters), Layer.MaxPool2D(2),
        .. Convolution(4 * Filters), Layer.MaxPool2D(2),
        .. Convolution(4 * Filters), Layer.GlobalAveragePool2D(),
    ];

    /// <summary>Trains a classifier that starts from a trained network.</summary>
    public static TransformerChain<KeyToValueMappingTransformer> FitTransfer(
        MLContext mlContext, IDataView images, Backbone backbone, int epochs, ExampleArguments arguments, TrainingDisplay display, CancellationToken token)
    {
        bool tunes = arguments.Options.GetValueOrDefault(Demo.Mode) == Demo.FineTune;
        var options = new TransferLearningTrainer.Options
        {
            FeatureColumnName = nameof(LabeledImage.Image),
            Backbone = backbone,
            AllowDownload = true, // the program has said so before
            Training = tunes ? TransferTraining.Everything(BodyLearningRate, DepthFactor) : TransferTraining.Frozen,
            Epochs = epochs,
            LearningRateSchedule = LearningRateSchedule.CosineDecay(),
            BatchSize = arguments.BatchSize ?? BatchSize,
            Seed = arguments.Seed,
            BadRows = BadRowHandling.Skip,
            OnBatch = display.OnBatch,
            OnEpoch = display.OnEpoch,
            CancellationToken = token,
            CancellationBehavior = CancellationBehavior.KeepBest
        };
        return Labels(mlContext).Append(mlContext.MulticlassClassification.Trainers.TransferLearning(options))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue(nameof(ClassPrediction.Class), "PredictedLabel"))
            .Fit(images);
    }

    /// <summary>Trains a network from scratch.</summary>
    public static TransformerChain<ConvolutionalNetworkTransformer> FitNetwork(
        MLContext mlContext, IDataView images, IReadOnlyList<Layer> layers, TensorShape shape, int epochs, int batchSize,
        ExampleArguments arguments, TrainingDisplay display, CancellationToken token) =>
        Labels(mlContext).Append(mlContext.MulticlassClassification.Trainers.ConvolutionalNetwork(new ConvolutionalNetworkTrainer.Options
        {
            FeatureColumnName = nameof(LabeledImage.Image),
            Layers = layers,
            InputShape = shape,
            Epochs = epochs,
            LearningRateSchedule = LearningRateSchedule.OneCycle(),
            BatchSize = arguments.BatchSize ?? batchSize,
            Seed = arguments.Seed,
            BadRows = BadRowHandling.Skip,
            OnBatch = display.OnBatch,
            OnEpoch = display.OnEpoch,
            CancellationToken = token,
            CancellationBehavior = CancellationBehavior.KeepBest
        })).Fit(images);

    private static ValueToKeyMappingEstimator Labels(MLContext mlContext) => mlContext.Transforms.Conversion
        .MapValueToKey(nameof(LabeledImage.Label), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);

    private static Layer[] Convolution(int filters) =>
        [Layer.Conv2D(filters, 3, padding: Padding.Same, useBias: false), Layer.BatchNorm(), Layer.Activation(Activation.Relu)];
}
