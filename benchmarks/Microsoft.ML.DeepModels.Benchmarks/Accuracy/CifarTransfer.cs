using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.TransferLearning;

namespace Microsoft.ML.DeepModels.Benchmarks.Accuracy;

/// <summary>
/// A network learns eight classes of photographs, and its first three convolutions are taken over to learn two others from 20 images each, beside the same network from
/// scratch: the same layers, images, augmentation, optimizer and number of epochs. For some random choices of the two classes; all images of the two that were not learned
/// from are judged.
/// </summary>
internal static class CifarTransfer
{
    // Settings were chosen on the choices of seeds 0 to 4; these are others.
    private const int FirstChoice = 100, Choices = 5, New = 2, NewImages = 20, Seed = 1;
    private const int PretrainingEpochs = 40, Epochs = 60, Filters = 32;
    private const double Target = 4; // points above from scratch
    private static readonly TensorShape s_shape = TensorShape.Image(3, 32, 32);
    private static readonly Augmentation s_augmentation = new() { Crop = new PaddedCrop(), HorizontalFlip = 0.5 };

    /// <summary>What is taken over.</summary>
    private static IReadOnlyList<Layer> Body { get; } =
        [.. Convolution(Filters), Layer.MaxPool2D(2), .. Convolution(2 * Filters), Layer.MaxPool2D(2), .. Convolution(4 * Filters), Layer.MaxPool2D(2)];

    /// <summary>What comes after it for eight classes with many images.</summary>
    private static IReadOnlyList<Layer> Top { get; } = [.. Convolution(4 * Filters), Layer.GlobalAveragePool2D()];

    /// <summary>And for two with few.</summary>
    private static IReadOnlyList<Layer> Head { get; } = [Layer.Flatten(), Layer.Dense(256, Activation.Relu), Layer.Dropout(0.5)];

    /// <param name="folder">with the photographs, as JPEG files</param>
    public static int Run(string folder)
    {
        ImageDataSet data = ImageFolder.Read(folder, Seed);
        List<double> transferred = [], scratch = [];
        for (int choice = FirstChoice; choice < FirstChoice + Choices; choice++)
        {
            (double with, double without) = Measure(data, choice);
            transferred.Add(with);
            scratch.Add(without);
        }
        double points = 100 * (transferred.Average() - scratch.Average());
        Console.WriteLine(Line.Result(("family", "transfer"), ("data", data.Name), ("accuracy", Math.Round(transferred.Average(), 4)), ("scratch_accuracy", Math.Round(scratch.Average(), 4)),
            ("points", Math.Round(points, 1)), ("target", Target), ("choices", Choices), ("holds", points >= Target)));
        return points >= Target ? 0 : 1;
    }

    private static (double Transferred, double Scratch) Measure(ImageDataSet data, int choice)
    {
        string[] classes = [.. data.Train.Select(image => image.Label).Distinct().Order(StringComparer.Ordinal)];
        new Random(choice).Shuffle(classes);
        string[] chosen = classes[^New..];
        List<LabeledImage> known = [.. data.Train.Where(image => !chosen.Contains(image.Label))], few = [], judged = [];
        foreach (string name in chosen)
        {
            LabeledImage[] images = [.. data.Train.Where(image => image.Label == name)];
            new Random(choice).Shuffle(images);
            few.AddRange(images[..NewImages]);
            judged.AddRange(images[NewImages..]);
            judged.AddRange(data.Test.Where(image => image.Label == name));
        }
        var watch = Stopwatch.StartNew();
        var mlContext = new MLContext(Seed);
        using TransformerChain<ConvolutionalNetworkTransformer> pretrained = Network(mlContext, known, [.. Body, .. Top], PretrainingEpochs, 64, 3e-3);
        double seconds = watch.Elapsed.TotalSeconds;
        double knownAccuracy = Accuracy(mlContext, pretrained, [.. data.Test.Where(image => !chosen.Contains(image.Label))]);
        using TransformerChain<TransferLearningTransformer> transfer = Transfer(mlContext, few, Backbone.FromModel(pretrained, upTo: Body.Count));
        using TransformerChain<ConvolutionalNetworkTransformer> fresh = Network(mlContext, few, [.. Body, .. Head], Epochs, 8, 1e-3);
        (double with, double without) = (Accuracy(mlContext, transfer, judged), Accuracy(mlContext, fresh, judged));
        Console.WriteLine(Line.Of($"  {string.Join(" and ", chosen)}: transferred {with:F4}, from scratch {without:F4} on {judged.Count} images; the eight others {knownAccuracy:F4}, learned in {seconds:F0} s"));
        return (with, without);
    }

    private static TransformerChain<ConvolutionalNetworkTransformer> Network(
        MLContext mlContext, IReadOnlyList<LabeledImage> images, IReadOnlyList<Layer> layers, int epochs, int batchSize, double learningRate) =>
        mlContext.Transforms.Conversion.MapValueToKey(nameof(LabeledImage.Label)).Append(mlContext.MulticlassClassification.Trainers.ConvolutionalNetwork(new ConvolutionalNetworkTrainer.Options
        {
            FeatureColumnName = nameof(LabeledImage.Image),
            InputShape = s_shape,
            Layers = layers,
            Augmentation = s_augmentation,
            Epochs = epochs,
            BatchSize = batchSize,
            Optimizer = Optimizer.AdamW(),
            WeightDecay = 0.05,
            LearningRate = learningRate,
            LearningRateSchedule = LearningRateSchedule.CosineDecay(),
            Seed = Seed
        })).Fit(mlContext.Data.LoadFromEnumerable(images));

    private static TransformerChain<TransferLearningTransformer> Transfer(MLContext mlContext, IReadOnlyList<LabeledImage> images, Backbone backbone) =>
        mlContext.Transforms.Conversion.MapValueToKey(nameof(LabeledImage.Label)).Append(mlContext.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options
        {
            FeatureColumnName = nameof(LabeledImage.Image),
            Backbone = backbone,
            Head = Head,
            Augmentation = s_augmentation,
            AugmentedViews = 8,
            Epochs = Epochs,
            BatchSize = 8,
            Optimizer = Optimizer.AdamW(),
            WeightDecay = 0.05,
            LearningRate = 1e-3,
            LearningRateSchedule = LearningRateSchedule.CosineDecay(),
            Seed = Seed
        })).Fit(mlContext.Data.LoadFromEnumerable(images));

    private static double Accuracy(MLContext mlContext, ITransformer model, IReadOnlyList<LabeledImage> images) =>
        mlContext.MulticlassClassification.Evaluate(model.Transform(mlContext.Data.LoadFromEnumerable(images))).MicroAccuracy;

    private static Layer[] Convolution(int filters) => [Layer.Conv2D(filters, 3, padding: Padding.Same, useBias: false), Layer.BatchNorm(), Layer.Activation(Activation.Relu)];
}
