using Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;
using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>Settings of generative adversarial networks that train in a moment.</summary>
internal static class SmallGenerativeAdversarialNetwork
{
    /// <summary>For <see cref="Shapes"/>.</summary>
    public static GenerativeAdversarialNetworkTrainer.Options Options(int epochs = 2, string? label = null) => new()
    {
        LatentSize = 4, Epochs = epochs, BatchSize = 16, Seed = 1, LabelColumnName = label,
        GeneratorLayers = [Layer.Dense(3 * 3 * 16, Activation.Relu), Layer.Reshape(16, 3, 3), Layer.ConvTranspose2D(8, 3, Activation.Relu, stride: 2, padding: 1, outputPadding: 1)],
        DiscriminatorLayers = [Layer.Flatten(), Layer.Dense(16, Activation.Relu)]
    };

    /// <summary>For tables.</summary>
    public static GenerativeAdversarialNetworkTrainer.Options TableOptions(params string[] columns) => new()
    {
        LatentSize = 4, Epochs = 2, BatchSize = 16, Seed = 1, ColumnNames = columns,
        GeneratorLayers = [Layer.Dense(16, Activation.Relu)],
        DiscriminatorLayers = [Layer.Dense(16), Layer.LeakyRelu(0.2)]
    };
}
