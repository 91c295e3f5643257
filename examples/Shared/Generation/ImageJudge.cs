using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Evaluation;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Examples.Generation;

/// <summary>
/// A classifier as a judge of generated images: it sees what they show, and what its last hidden layer makes of them tells how like real ones they are
/// (as Inception's does for photographs in the usual Fréchet distance). Owns its network.
/// </summary>
public sealed class ImageJudge : IDisposable
{
    private const int BatchSize = 64, LeastEpochs = 4, MostEpochs = 20, Rows = 250_000;
    private const string EmbeddingColumn = "Embedding";

    private readonly MLContext _mlContext;
    private readonly ConvolutionalNetworkTransformer _network;

    private ImageJudge(MLContext mlContext, ConvolutionalNetworkTransformer network)
    {
        _mlContext = mlContext;
        _network = network;
    }

    /// <summary>How long to train: few images are gone through more often.</summary>
    public static int EpochsFor(int images) => Math.Clamp(Rows / images, LeastEpochs, MostEpochs);

    /// <summary>Trains a classifier.</summary>
    /// <param name="mlContext">where it runs</param>
    /// <param name="images">with a key as their label; real ones, or generated ones to see what can be learned from them</param>
    /// <param name="epochs">the passes over the images</param>
    /// <param name="seed">of weights and order</param>
    /// <param name="display">of training</param>
    /// <param name="token">ends training early</param>
    public static ImageJudge Train(MLContext mlContext, IDataView images, int epochs, int seed, TrainingDisplay display, CancellationToken token = default) =>
        new(mlContext, mlContext.MulticlassClassification.Trainers.ConvolutionalNetwork(new ConvolutionalNetworkTrainer.Options
        {
            FeatureColumnName = nameof(LabeledPixels.Features),
            Layers =
            [
                Layer.Conv2D(32, 3, Activation.Relu, padding: Padding.Same),
                Layer.MaxPool2D(2),
                Layer.Conv2D(64, 3, Activation.Relu, padding: Padding.Same),
                Layer.MaxPool2D(2),
                Layer.Flatten(),
                Layer.Dropout(0.25),
                Layer.Dense(128, Activation.Relu)
            ],
            Epochs = epochs,
            BatchSize = BatchSize,
            LearningRate = 2e-3,
            LearningRateSchedule = LearningRateSchedule.OneCycle(),
            Seed = seed,
            OnBatch = display.OnBatch,
            OnEpoch = display.OnEpoch,
            CancellationToken = token,
            CancellationBehavior = CancellationBehavior.KeepBest
        }).Fit(images));

    /// <summary>The part of images that are taken for what their label says.</summary>
    /// <param name="images">with a key as their label</param>
    public double Accuracy(IDataView images) => _mlContext.MulticlassClassification.Evaluate(_network.Transform(images)).MicroAccuracy;

    /// <summary>The part of images that are taken for each class.</summary>
    public IReadOnlyList<double> Shares(IDataView images)
    {
        double[] counts = new double[_network.Network.OutputShape[0]];
        foreach (uint key in _network.Transform(images).GetColumn<uint>("PredictedLabel")) counts[key - 1]++;
        double all = counts.Sum();
        return [.. counts.Select(count => count / all)];
    }

    /// <summary>How like generated images are to real ones.</summary>
    /// <param name="generated">generated images</param>
    /// <param name="real">real images, which the judge has not learned from</param>
    /// <param name="reference">as many other real images as there are generated ones, to see how near these could come; null: two halves of the real ones</param>
    public GenerativeEvaluation Compare(IDataView generated, IDataView real, IDataView? reference = null) => _mlContext.Transforms.EvaluateGenerated(
        _network.Embed(generated, EmbeddingColumn), _network.Embed(real, EmbeddingColumn), EmbeddingColumn, reference is null ? null : _network.Embed(reference, EmbeddingColumn));

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
