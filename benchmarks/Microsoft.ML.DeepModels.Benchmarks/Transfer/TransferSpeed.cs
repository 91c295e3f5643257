using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Benchmarks.Harness;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.TransferLearning;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Benchmarks.Transfer;

/// <summary>
/// The speed of the reference head on a frozen VGG16: epochs in which features are computed, epochs after these, and the backbone alone;
/// benchmarks/pytorch/transfer.py has the same. Weights are random ones: they make no difference to speed.
/// </summary>
internal static class TransferSpeed
{
    private const string FeaturesName = "Pretrained";
    private const int Rows = 320, CachedEpochs = 20;
    private static readonly TensorShape s_shape = TensorShape.Image(3, 64, 64);

    /// <param name="args">the number of rounds, if not 5</param>
    public static int Run(string[] args)
    {
        int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        torch.set_num_threads(FamilySpeed.Threads);
        using var pyTorch = new PyTorch("transfer.py", FamilySpeed.Threads);
        Console.WriteLine($"frozen VGG16, {Rows} images of {s_shape}, batch {ReferenceCase.BatchSize}, {FamilySpeed.Threads} threads, against PyTorch {pyTorch.Version}; ratios above 1: ours is faster");

        var mlContext = new MLContext(1);
        IDataView view = BenchmarkViews.Create(mlContext, Rows, s_shape);
        Backbone backbone = Backbone.Vgg16.WithRandomWeights();
        using PretrainedFeaturesTransformer features = mlContext.Transforms.PretrainedFeatures(backbone, FeaturesName, nameof(BenchmarkRow.Features)).Fit(view);
        Ratio.Measure("transfer-forward", rounds, Forward, () => Theirs("score"));
        Ratio.Measure("transfer-first", rounds, () => Fit(mlContext, view, backbone, 1).First, () => Theirs("train"));
        Ratio.Measure("transfer-cached", rounds, () => Fit(mlContext, view, backbone, 1 + CachedEpochs).Later, () => Theirs("train"));
        return 0;

        double Theirs(string command) => Rows / pyTorch.Seconds(command, 1);

        double Forward()
        {
            var watch = Stopwatch.StartNew();
            return BenchmarkViews.ReadAll(features.Transform(view), FeaturesName) / watch.Elapsed.TotalSeconds;
        }
    }

    /// <summary>Images a second of a Fit: in its first epoch, from the start of the Fit on, and in all later ones together.</summary>
    private static (double First, double Later) Fit(MLContext mlContext, IDataView view, Backbone backbone, int epochs)
    {
        TimeSpan first = default, last = default;
        var watch = Stopwatch.StartNew();
        using TransferLearningTransformer model = mlContext.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options
        {
            Backbone = backbone,
            Epochs = epochs,
            BatchSize = ReferenceCase.BatchSize,
            Seed = 1,
            OnEpoch = epoch =>
            {
                last = watch.Elapsed;
                if (epoch.Epoch == 1) first = last;
            }
        }).Fit(view);
        return (Rows / first.TotalSeconds, epochs > 1 ? (epochs - 1) * Rows / (last - first).TotalSeconds : 0);
    }
}
