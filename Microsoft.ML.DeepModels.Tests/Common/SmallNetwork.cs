using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>A network that trains in a fraction of a second.</summary>
internal static class SmallNetwork
{
    public static IReadOnlyList<Layer> Layers { get; } = [Layer.Conv2D(8, 3, Activation.Relu), Layer.MaxPool2D(2), Layer.Flatten(), Layer.Dense(16, Activation.Relu)];

    public static ConvolutionalNetworkTrainer.Options Options(int epochs = 4) =>
        new() { Layers = Layers, Epochs = epochs, BatchSize = 16, LearningRate = 5e-3, Seed = 1 };

    /// <summary>The options for labels that are numbers.</summary>
    public static ConvolutionalNetworkTrainer.Options NumberOptions(int epochs = 8) =>
        new() { Layers = Layers, Epochs = epochs, BatchSize = 16, LearningRate = 5e-3, Seed = 1, LabelColumnName = "Number" };
}
