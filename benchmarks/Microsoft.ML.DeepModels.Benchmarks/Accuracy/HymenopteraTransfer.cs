using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.TransferLearning;

namespace Microsoft.ML.DeepModels.Benchmarks.Accuracy;

/// <summary>Ants and bees with published weights, where they are on this machine: nothing is downloaded here.</summary>
internal static class HymenopteraTransfer
{
    private const int Epochs = 20;

    /// <param name="folder">of the photographs</param>
    public static int Run(string folder)
    {
        Backbone backbone = Backbone.ResNet18;
        if (backbone.FindWeights() is not { } file) return TransferAccuracy.Skipped($"hymenoptera, no weights of {backbone.Name} are on this machine; DEEPMODELS_WEIGHTS names a folder that has them");
        ImageDataSet data = ImageFolder.Read(folder, 1);
        Console.WriteLine($"{data.Name}: {data.Train.Count} images to learn from, {data.Test.Count} to judge by; {backbone.Name} with {Path.GetFileName(file)}");
        var mlContext = new MLContext(1);
        var watch = Stopwatch.StartNew();
        using TransformerChain<TransferLearningTransformer> model = TrainingDisplay.Run(Epochs, display => mlContext.Transforms.Conversion.MapValueToKey(nameof(LabeledImage.Label))
            .Append(mlContext.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options
            {
                FeatureColumnName = nameof(LabeledImage.Image),
                Backbone = backbone,
                Epochs = Epochs,
                LearningRateSchedule = LearningRateSchedule.CosineDecay(),
                BadRows = BadRowHandling.Skip,
                Seed = 1,
                OnBatch = display.OnBatch,
                OnEpoch = display.OnEpoch
            })).Fit(mlContext.Data.LoadFromEnumerable(data.Train)));
        double seconds = watch.Elapsed.TotalSeconds;
        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(mlContext.Data.LoadFromEnumerable(data.Test)));
        Console.WriteLine(Line.Result(("family", "transfer"), ("data", data.Name), ("backbone", backbone.Name), ("accuracy", Math.Round(metrics.MicroAccuracy, 4)),
            ("epochs", Epochs), ("seconds", Math.Round(seconds, 1))));
        return 0;
    }
}
