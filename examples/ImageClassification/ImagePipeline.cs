using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Classes;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.DeepModels.Examples.ImageClassification;

/// <summary>The pipeline of this example, from a file's bytes and the name of a class to a prediction.</summary>
public static class ImagePipeline
{
    /// <summary>How long to train, and in what steps, unless the user says otherwise.</summary>
    public const int Epochs = 10, BatchSize = 32;

    /// <summary>The reference network. The output layer, one unit a class with softmax, follows from the label.</summary>
    public static IReadOnlyList<Layer> ConvolutionalNetwork { get; } =
    [
        Layer.Conv2D(32, 3, Activation.Relu),
        Layer.MaxPool2D(2),
        Layer.Flatten(),
        Layer.Dense(64, Activation.Relu),
    ];

    /// <summary>Without hidden layers the same trainer gives a linear model: what pixels tell by themselves.</summary>
    public static IReadOnlyList<Layer> LinearModel { get; } = [Layer.Flatten()];

    /// <summary>Trains a network on images.</summary>
    public static TransformerChain<KeyToValueMappingTransformer> Fit(
        MLContext mlContext, IDataView images, IReadOnlyList<Layer> layers, TensorShape shape, ExampleArguments arguments,
        TrainingDisplay display, CancellationToken token)
    {
        var options = new ConvolutionalNetworkTrainer.Options
        {
            FeatureColumnName = nameof(LabeledImage.Image),
            Layers = layers,
            InputShape = shape,
            Epochs = arguments.Epochs ?? Epochs,
            BatchSize = arguments.BatchSize ?? BatchSize,
            Seed = arguments.Seed,
            BadRows = Batching.BadRowHandling.Skip,
            OnBatch = display.OnBatch,
            OnEpoch = display.OnEpoch,
            CancellationToken = token,
            CancellationBehavior = CancellationBehavior.KeepBest
        };
        var pipeline = mlContext.Transforms.Conversion
            .MapValueToKey(nameof(LabeledImage.Label), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(mlContext.MulticlassClassification.Trainers.ConvolutionalNetwork(options))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue(nameof(ClassPrediction.Class), "PredictedLabel"));
        return pipeline.Fit(images);
    }
}
