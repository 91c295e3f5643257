using System.Diagnostics;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Generation;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.VariationalAutoencoder;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Benchmarks.Accuracy;

/// <summary>How well variational autoencoders explain real digits, and how well they tell one digit from the others.</summary>
internal static class VaeAccuracy
{
    private const string MnistFolder = "../shared/data/mnist";
    private const int Units = 400, LatentSize = 20, AnomalyLatentSize = 32, BatchSize = 128;
    private const int ImportanceSamples = 20;
    private const double BlurDeviation = 0.8; // pixels
    private const double ElboTarget = 106.0, AucTarget = 0.965; // the one or lower, the other or higher

    /// <param name="args">elbo, anomalies; none: both</param>
    public static int Run(string[] args)
    {
        torch.set_num_threads(2);
        string[] names = args.Length > 0 ? args : ["elbo", "anomalies"];
        if (names.FirstOrDefault(name => name is not ("elbo" or "anomalies")) is { } unknown)
        {
            Console.Error.WriteLine($"error: there is no measurement '{unknown}'; there are elbo and anomalies.");
            return 2;
        }
        if (!Directory.Exists(MnistFolder))
        {
            Console.WriteLine($"skipped: mnist, its four files are not in {MnistFolder}");
            return 0;
        }
        PixelDataSet data = PixelDataSet.Of(MnistFolder, 1);
        Console.WriteLine($"{data.Name}: {data.Train.Count} images to learn from, {data.Test.Count} to judge by");
        if (names.Contains("elbo")) Elbo(data);
        if (names.Contains("anomalies")) Anomalies(data);
        return 0;
    }

    private static void Elbo(PixelDataSet data)
    {
        const int epochs = 10;
        var mlContext = new MLContext(1);
        var watch = Stopwatch.StartNew();
        using VariationalAutoencoderTransformer model = TrainingDisplay.Run(epochs, display => mlContext.Transforms.VariationalAutoencoder(new VariationalAutoencoderTrainer.Options
        {
            EncoderLayers = Encoder(),
            DecoderLayers = Decoder(),
            LatentSize = LatentSize,
            Epochs = epochs,
            BatchSize = BatchSize,
            LearningRate = 4e-3,
            LearningRateSchedule = LearningRateSchedule.OneCycle(),
            Seed = 1,
            OnBatch = display.OnBatch,
            OnEpoch = display.OnEpoch
        }).Fit(data.View(mlContext, data.Train)));
        double seconds = watch.Elapsed.TotalSeconds;
        VariationalAutoencoderMetrics metrics = model.Evaluate(data.View(mlContext, data.Test), ImportanceSamples);
        Console.WriteLine(Line.Result(("family", "vae"), ("task", "generate"), ("data", data.Name), ("negative_elbo", Math.Round(metrics.NegativeElbo, 2)), ("target", ElboTarget),
            ("reconstruction", Math.Round(metrics.Reconstruction, 2)), ("kl", Math.Round(metrics.KullbackLeibler, 2)), ("log_likelihood", Math.Round(metrics.LogLikelihood, 2)),
            ("active_units", metrics.ActiveUnits), ("epochs", epochs), ("seconds", Math.Round(seconds, 1))));
    }

    /// <summary>
    /// Each digit in turn is the one that a model has seen; all test images are judged. Likelihood, latent size and blur were chosen on the last 10,000
    /// training images, by models that had seen the other 50,000.
    /// </summary>
    private static void Anomalies(PixelDataSet data)
    {
        data = Blur.Apply(data, BlurDeviation);
        const int epochs = 20;
        var mlContext = new MLContext(1);
        var watch = Stopwatch.StartNew();
        List<double> areas = [];
        foreach (string digit in data.Classes)
        {
            areas.Add(OneClassDetection.Run(mlContext, data, digit, new VariationalAutoencoderAnomalyTrainer.Options
            {
                EncoderLayers = Encoder(),
                DecoderLayers = Decoder(),
                LatentSize = AnomalyLatentSize,
                Likelihood = VariationalLikelihood.Gaussian(0.05),
                Epochs = epochs,
                BatchSize = BatchSize,
                LearningRateSchedule = LearningRateSchedule.CosineDecay(),
                Seed = 1
            }).AreaUnderRocCurve);
            Console.WriteLine(Line.Of($"  only '{digit}' seen: area under the ROC curve {areas[^1]:F4}"));
        }
        Console.WriteLine(Line.Result([("family", "vae"), ("task", "anomalies"), ("data", data.Name), ("mean_auc", Math.Round(areas.Average(), 4)), ("target", AucTarget),
            .. data.Classes.Zip(areas, (digit, area) => ($"auc_{digit}", (object)Math.Round(area, 4))),
            ("epochs", epochs), ("seconds", Math.Round(watch.Elapsed.TotalSeconds, 1))]));
    }

    private static IReadOnlyList<Layer> Encoder() => [Layer.Flatten(), Layer.Dense(Units, Activation.Relu)];

    private static IReadOnlyList<Layer> Decoder() => [Layer.Dense(Units, Activation.Relu)];
}
