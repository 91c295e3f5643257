using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Examples.Generative;

/// <summary>The generative adversarial networks of this example.</summary>
public static class GanPipeline
{
    private const int BatchSize = 64, Steps = 1200;

    /// <summary>How long to train: about as many steps, however many images there are.</summary>
    public static int EpochsFor(int images) => Math.Max(1, (int)Math.Round((double)Steps * BatchSize / images));

    /// <summary>Trains a model that makes images.</summary>
    /// <param name="mlContext">where it runs</param>
    /// <param name="images">to learn from</param>
    /// <param name="label">the column under whose values it learns; null: none</param>
    /// <param name="epochs">the passes over the images</param>
    /// <param name="arguments">the command line</param>
    /// <param name="display">of training</param>
    /// <param name="token">ends training early</param>
    public static GenerativeAdversarialNetworkTransformer Fit(
        MLContext mlContext, IDataView images, string? label, int epochs, ExampleArguments arguments, TrainingDisplay display, CancellationToken token) =>
        mlContext.Transforms.GenerativeAdversarialNetwork(new GenerativeAdversarialNetworkTrainer.Options
        {
            InputColumnName = nameof(LabeledPixels.Features),
            LabelColumnName = label,
            Preset = GenerativeAdversarialNetworkPreset.Dcgan,
            LatentSize = 64,
            GeneratorAverage = 0.99,
            Epochs = epochs,
            BatchSize = arguments.BatchSize ?? BatchSize,
            LearningRate = 5e-4,
            LearningRateSchedule = LearningRateSchedule.CosineDecay(),
            Seed = arguments.Seed,
            OnBatch = display.OnBatch,
            OnEpoch = display.OnEpoch,
            CancellationToken = token,
            CancellationBehavior = CancellationBehavior.KeepBest
        }).Fit(images);
}
