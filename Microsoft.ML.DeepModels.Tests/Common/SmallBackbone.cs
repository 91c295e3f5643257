using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.TransferLearning;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>A small network with batch normalisation, trained once on <see cref="Shapes"/>, and trainers that start from it.</summary>
internal static class SmallBackbone
{
    private static readonly Lazy<Backbone> s_value = new(Train);

    /// <summary>Four layers that have weights, thus four blocks, in seven layers; the last makes 16 features.</summary>
    public static Backbone Value => s_value.Value;

    public static IReadOnlyList<Layer> Layers { get; } =
    [
        Layer.Conv2D(8, 3), Layer.BatchNorm(), Layer.Activation(Activation.Relu), Layer.MaxPool2D(2),
        Layer.Conv2D(8, 3, Activation.Relu), Layer.Flatten(), Layer.Dense(16, Activation.Relu)
    ];

    public static ConvolutionalNetworkTrainer.Options PretrainingOptions { get; } = new() { Layers = Layers, Epochs = 8, BatchSize = 16, LearningRate = 5e-3, Seed = 3 };

    public static TransferLearningTrainer.Options Options(int epochs = 2, TransferTraining? training = null) =>
        new() { Backbone = Value, Head = [Layer.Dense(8, Activation.Relu)], Epochs = epochs, BatchSize = 16, LearningRate = 5e-3, Seed = 1, Training = training ?? TransferTraining.Frozen };

    private static Backbone Train()
    {
        var context = new MLContext(seed: 1);
        using var model = context.MulticlassClassification.Trainers.ConvolutionalNetwork(PretrainingOptions).Fit(Shapes.View(context, 240, 11));
        return Backbone.FromModel(model);
    }
}
