using Microsoft.ML.DeepModels.Benchmarks.Harness;
using Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Benchmarks.Gan;

/// <summary>The reference case of the generative adversarial network; benchmarks/pytorch/gan.py has the same.</summary>
internal static class GanCase
{
    private static readonly TensorShape s_shape = TensorShape.Image(1, 28, 28);

    public static ReferenceCase Case { get; } = new()
    {
        Name = "gan",
        Rows = 2048,
        Shape = s_shape,
        HasLabels = false,
        Network = context => NetworkInTraining.Generative(GenerativeAdversarialNetworkPlan.Of(new GenerativeAdversarialNetworkTrainer.Options()), s_shape, context),
        Trainer = (mlContext, epochs) => mlContext.Transforms.GenerativeAdversarialNetwork(
            new GenerativeAdversarialNetworkTrainer.Options { Epochs = epochs, BatchSize = ReferenceCase.BatchSize, Seed = 1 }),
        Layout = ReferenceCase.ChannelsLast,
        Passes = (Train: 2, Fit: 5, Score: 0)
    };
}
