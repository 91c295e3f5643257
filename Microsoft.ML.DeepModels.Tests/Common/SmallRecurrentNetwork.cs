using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.RecurrentNetwork;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>Recurrent networks that train in a fraction of a second.</summary>
internal static class SmallRecurrentNetwork
{
    /// <summary>Over sequences of <see cref="Sequences"/>.</summary>
    public static RecurrentNetworkTrainer.Options Options(int epochs = 2, params Layer[] layers) => new()
    {
        Layers = layers.Length > 0 ? layers : [Layer.Lstm(16)], FeaturesPerStep = 2, Epochs = epochs, BatchSize = 16, LearningRate = 1e-2, Seed = 1
    };

    public static RecurrentNetworkTrainer.Options NumberOptions(int epochs = 2) => new()
    {
        Layers = [Layer.Gru(16)], FeaturesPerStep = 2, Epochs = epochs, BatchSize = 16, LearningRate = 1e-2, Seed = 1, LabelColumnName = "Number"
    };

    /// <summary>Over the pictures of <see cref="Shapes"/>, read row by row.</summary>
    public static RecurrentNetworkTrainer.Options ShapeOptions(string label) => new()
    {
        Layers = [Layer.Lstm(12)], InputShape = new TensorShape(Shapes.Size, Shapes.Size), Epochs = 3, BatchSize = 16, LearningRate = 5e-3, Seed = 1, LabelColumnName = label
    };
}
