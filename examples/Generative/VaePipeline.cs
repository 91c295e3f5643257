using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.VariationalAutoencoder;

namespace Microsoft.ML.DeepModels.Examples.Generative;

/// <summary>The variational autoencoders of this example: one that makes images, one that finds images unlike those it has seen.</summary>
public static class VaePipeline
{
    private const int BatchSize = 128, Units = 400, LatentSize = 20;

    /// <summary>How long to train: few images are gone through more often.</summary>
    public static int EpochsFor(int images) => Math.Clamp(600_000 / images, 10, 50);

    /// <summary>Trains a model that makes images.</summary>
    public static VariationalAutoencoderTransformer Fit(MLContext mlContext, IDataView images, int epochs, ExampleArguments arguments, TrainingDisplay display, CancellationToken token) =>
        mlContext.Transforms.VariationalAutoencoder(new VariationalAutoencoderTrainer.Options
        {
            InputColumnName = nameof(LabeledPixels.Features),
            EncoderLayers = [Layer.Flatten(), Layer.Dense(Units, Activation.Relu)],
            DecoderLayers = [Layer.Dense(Units, Activation.Relu)],
            LatentSize = LatentSize,
            Epochs = epochs,
            BatchSize = arguments.BatchSize ?? BatchSize,
            LearningRate = 3e-3,
            LearningRateSchedule = LearningRateSchedule.OneCycle(),
            Seed = arguments.Seed,
            OnBatch = display.OnBatch,
            OnEpoch = display.OnEpoch,
            CancellationToken = token,
            CancellationBehavior = CancellationBehavior.KeepBest
        }).Fit(images);

    /// <summary>The settings of a model that finds anomalies. The small standard deviation makes every stroke count that it cannot account for.</summary>
    public static VariationalAutoencoderAnomalyTrainer.Options AnomalyOptions(int epochs, ExampleArguments arguments, TrainingDisplay display, CancellationToken token) => new()
    {
        FeatureColumnName = nameof(LabeledPixels.Features),
        EncoderLayers = [Layer.Flatten(), Layer.Dense(Units, Activation.Relu)],
        DecoderLayers = [Layer.Dense(Units, Activation.Relu)],
        LatentSize = LatentSize,
        Likelihood = VariationalLikelihood.Gaussian(0.05),
        Epochs = epochs,
        BatchSize = arguments.BatchSize ?? BatchSize,
        Seed = arguments.Seed,
        OnBatch = display.OnBatch,
        OnEpoch = display.OnEpoch,
        CancellationToken = token,
        CancellationBehavior = CancellationBehavior.KeepBest
    };
}
