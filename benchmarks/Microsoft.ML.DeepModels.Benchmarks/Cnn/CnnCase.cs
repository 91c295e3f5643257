using Microsoft.ML.DeepModels.Benchmarks.Harness;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Benchmarks.Cnn;

/// <summary>The reference case of the convolutional network; benchmarks/pytorch/cnn.py has the same.</summary>
internal static class CnnCase
{
    private static readonly TensorShape s_shape = TensorShape.Image(3, 64, 64);

    public static ReferenceCase Case { get; } = new()
    {
        Name = "cnn",
        Rows = 1024,
        Shape = s_shape,
        HasLabels = true,
        Network = context => NetworkInTraining.Classifier(s_shape, ConvolutionalNetworkTrainer.DefaultLayers, context),
        Trainer = (mlContext, epochs) => mlContext.MulticlassClassification.Trainers.ConvolutionalNetwork(
            new ConvolutionalNetworkTrainer.Options { Epochs = epochs, BatchSize = ReferenceCase.BatchSize, Seed = 1 }),
        Layout = ReferenceCase.ChannelsLast,
        Passes = (Train: 2, Fit: 5, Score: 4)
    };
}
