using System.Diagnostics;
using Microsoft.ML.DeepModels.Evaluation;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Generation;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;
using Microsoft.ML.DeepModels.Training;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Benchmarks.Accuracy;

/// <summary>How like real digits generated ones are, whether all digits are among them, and what can be learned from those that were asked for.</summary>
internal static class GanAccuracy
{
    private const string MnistFolder = "../shared/data/mnist";
    private const int Samples = 10_000, Epochs = 8, Seed = 1;

    /// <param name="args">generate, conditional; none: both</param>
    public static int Run(string[] args)
    {
        torch.set_num_threads(2);
        string[] names = args.Length > 0 ? args : ["generate", "conditional"];
        if (names.FirstOrDefault(name => name is not ("generate" or "conditional")) is { } unknown)
        {
            Console.Error.WriteLine($"error: there is no measurement '{unknown}'; there are generate and conditional.");
            return 2;
        }
        if (!Directory.Exists(MnistFolder))
        {
            Console.WriteLine($"skipped: mnist, its four files are not in {MnistFolder}");
            return 0;
        }
        PixelDataSet data = PixelDataSet.Of(MnistFolder, Seed);
        var mlContext = new MLContext(Seed);
        IDataView train = data.KeyedView(mlContext, data.Train), test = data.KeyedView(mlContext, data.Test);
        Console.WriteLine($"{data.Name}: {data.Train.Count} images to learn from, {data.Test.Count} to judge by");
        if (names.Contains("generate")) Generate(mlContext, data, train, test);
        if (names.Contains("conditional")) Conditional(mlContext, data, train, test);
        return 0;
    }

    /// <summary>The classifier knows the training images; what is compared with generated ones are test images.</summary>
    private static void Generate(MLContext mlContext, PixelDataSet data, IDataView train, IDataView test)
    {
        using ImageJudge judge = Judge(mlContext, train, data.Train.Count);
        double accuracy = judge.Accuracy(test);
        var watch = Stopwatch.StartNew();
        using GenerativeAdversarialNetworkTransformer model = Fit(mlContext, train, null);
        double seconds = watch.Elapsed.TotalSeconds;
        IDataView generated = mlContext.Data.Cache(model.Generate(Samples, Seed));
        IReadOnlyList<double> shares = judge.Shares(generated);
        Console.WriteLine("  what is generated: " + string.Join(", ", data.Classes.Zip(shares, (name, share) => Line.Of($"'{name}' {share:P1}"))));
        GenerativeEvaluation evaluation = judge.Compare(generated, test, data.View(mlContext, data.Train.Take(Samples)));
        Console.WriteLine(Line.Result(("family", "gan"), ("task", "generate"), ("data", data.Name), ("frechet", Math.Round(evaluation.Metrics.FrechetDistance, 2)),
            ("noise_frechet", Distance(SimpleImages.Noise(Samples, data.Shape.ElementCount, Seed))), ("pca_frechet", Distance(SimpleImages.Gaussian(data.Train, Samples, Seed))),
            ("real_frechet", Math.Round(evaluation.Floor!.FrechetDistance, 2)), ("min_share", Math.Round(shares.Min(), 4)), ("max_share", Math.Round(shares.Max(), 4)),
            ("precision", Math.Round(evaluation.Metrics.Precision, 3)), ("recall", Math.Round(evaluation.Metrics.Recall, 3)),
            ("judge_accuracy", Math.Round(accuracy, 4)), ("epochs", Epochs), ("seconds", Math.Round(seconds, 1))));

        double Distance(List<LabeledPixels> images) => Math.Round(judge.Compare(data.View(mlContext, images), test).Metrics.FrechetDistance, 2);
    }

    private static void Conditional(MLContext mlContext, PixelDataSet data, IDataView train, IDataView test)
    {
        var watch = Stopwatch.StartNew();
        using GenerativeAdversarialNetworkTransformer model = Fit(mlContext, train, nameof(LabeledPixels.Label));
        double seconds = watch.Elapsed.TotalSeconds;
        using ImageJudge student = Judge(mlContext, mlContext.Data.Cache(model.Generate(Samples, Seed)), Samples);
        Console.WriteLine(Line.Result(("family", "gan"), ("task", "conditional"), ("data", data.Name), ("cas", Math.Round(student.Accuracy(test), 4)), ("images", Samples),
            ("epochs", Epochs), ("seconds", Math.Round(seconds, 1))));
    }

    private static ImageJudge Judge(MLContext mlContext, IDataView images, int count)
    {
        int epochs = ImageJudge.EpochsFor(count);
        return TrainingDisplay.Run(epochs, display => ImageJudge.Train(mlContext, images, epochs, Seed, display));
    }

    private static GenerativeAdversarialNetworkTransformer Fit(MLContext mlContext, IDataView images, string? label) =>
        TrainingDisplay.Run(Epochs, display => mlContext.Transforms.GenerativeAdversarialNetwork(new GenerativeAdversarialNetworkTrainer.Options
        {
            LabelColumnName = label,
            Preset = GenerativeAdversarialNetworkPreset.Dcgan,
            Filters = 64,
            GeneratorAverage = 0.995,
            Epochs = Epochs,
            BatchSize = 64,
            LearningRate = 5e-4,
            LearningRateSchedule = LearningRateSchedule.CosineDecay(),
            Seed = Seed,
            OnBatch = display.OnBatch,
            OnEpoch = display.OnEpoch
        }).Fit(images));
}
