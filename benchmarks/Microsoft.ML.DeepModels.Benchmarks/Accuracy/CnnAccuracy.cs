using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Examples.Digits;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Training;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Benchmarks.Accuracy;

/// <summary>How right the convolutional network is, on real digits and on drawn ones.</summary>
internal static class CnnAccuracy
{
    private const string MnistFolder = "../shared/data/mnist";

    /// <param name="args">mnist, drawn-digits; none: both</param>
    public static int Run(string[] args)
    {
        torch.set_num_threads(2);
        string[] names = args.Length > 0 ? args : ["mnist", "drawn-digits"];
        foreach (string name in names)
        {
            switch (name)
            {
                case "mnist" when !Directory.Exists(MnistFolder):
                    Console.WriteLine($"skipped: mnist, its four files are not in {MnistFolder}");
                    break;
                case "mnist":
                    Measure(ImageDataSet.FromFolder(MnistFolder, 1), Mnist());
                    break;
                case "drawn-digits":
                    Measure(DrawnDigits.Create(DrawnDigits.TrainingImages, DrawnDigits.TestImages, 1), new ConvolutionalNetworkTrainer.Options());
                    break;
                default:
                    Console.Error.WriteLine($"error: there is no data set '{name}'; there are mnist and drawn-digits.");
                    return 2;
            }
        }
        return 0;
    }

    /// <summary>Two convolutions, five epochs.</summary>
    private static ConvolutionalNetworkTrainer.Options Mnist() => new()
    {
        Layers =
        [
            Layer.Conv2D(32, 3, Activation.Relu),
            Layer.MaxPool2D(2),
            Layer.Conv2D(64, 3, Activation.Relu),
            Layer.MaxPool2D(2),
            Layer.Flatten(),
            Layer.Dropout(0.25),
            Layer.Dense(128, Activation.Relu),
        ],
        Epochs = 5,
        BatchSize = 64,
        LearningRate = 2e-3,
        LearningRateSchedule = LearningRateSchedule.OneCycle()
    };

    private static void Measure(ImageDataSet data, ConvolutionalNetworkTrainer.Options settings)
    {
        Console.WriteLine($"{data.Name}: {data.Train.Count} images to learn from, {data.Test.Count} to judge by");
        var mlContext = new MLContext(1);
        var watch = Stopwatch.StartNew();
        (ITransformer model, double speed) = TrainingDisplay.Run(settings.Epochs, display =>
        {
            ITransformer trained = mlContext.Transforms.Conversion.MapValueToKey(nameof(LabeledImage.Label))
                .Append(mlContext.MulticlassClassification.Trainers.ConvolutionalNetwork(With(settings, data, display)))
                .Fit(mlContext.Data.LoadFromEnumerable(data.Train));
            return (trained, display.SamplesPerSecond);
        });
        double seconds = watch.Elapsed.TotalSeconds;
        MulticlassClassificationMetrics metrics =
            mlContext.MulticlassClassification.Evaluate(model.Transform(mlContext.Data.LoadFromEnumerable(data.Test)));
        Console.WriteLine(Line.Result(("family", "cnn"), ("data", data.Name), ("accuracy", Math.Round(metrics.MicroAccuracy, 4)),
            ("log_loss", Math.Round(metrics.LogLoss, 4)), ("epochs", settings.Epochs), ("samples_per_second", Math.Round(speed)),
            ("seconds", Math.Round(seconds, 1))));
        (model as IDisposable)?.Dispose();
    }

    private static ConvolutionalNetworkTrainer.Options With(ConvolutionalNetworkTrainer.Options settings, ImageDataSet data, TrainingDisplay display) => new()
    {
        FeatureColumnName = nameof(LabeledImage.Image),
        InputShape = data.Shape,
        Layers = settings.Layers,
        Epochs = settings.Epochs,
        BatchSize = settings.BatchSize,
        LearningRate = settings.LearningRate,
        LearningRateSchedule = settings.LearningRateSchedule,
        Seed = 1,
        OnBatch = display.OnBatch,
        OnEpoch = display.OnEpoch
    };
}
