using Microsoft.ML.DeepModels.Benchmarks.Harness;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.VariationalAutoencoder;

namespace Microsoft.ML.DeepModels.Benchmarks.Vae;

/// <summary>The reference case of the variational autoencoder; benchmarks/pytorch/vae.py has the same.</summary>
internal static class VaeCase
{
    private static readonly TensorShape s_shape = new(784);

    public static ReferenceCase Case { get; } = new()
    {
        Name = "vae",
        Rows = 8192,
        Shape = s_shape,
        HasLabels = false,
        Network = context => NetworkInTraining.Generative(VariationalAutoencoderPlan.Of(new VariationalAutoencoderTrainer.Options()), s_shape, context),
        Trainer = (mlContext, epochs) => mlContext.Transforms.VariationalAutoencoder(
            new VariationalAutoencoderTrainer.Options { Epochs = epochs, BatchSize = ReferenceCase.BatchSize, Seed = 1 }),
        Passes = (Train: 4, Fit: 10, Score: 0)
    };
}
