using Microsoft.ML.DeepModels.Benchmarks.Harness;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Benchmarks.Cnn;

/// <summary>The reference case of the convolutional network; benchmarks/pytorch/cnn.py has the same.</summary>
internal static class CnnCase
{
    public static ReferenceCase Case { get; } = new()
    {
        Name = "cnn",
        Rows = 1024,
        Shape = TensorShape.Image(3, 64, 64),
        Layers = ConvolutionalNetworkTrainer.DefaultLayers,
        Trainer = (mlContext, epochs) => mlContext.MulticlassClassification.Trainers.ConvolutionalNetwork(
            new ConvolutionalNetworkTrainer.Options { Epochs = epochs, BatchSize = ReferenceCase.BatchSize, Seed = 1 }),
        Layout = rows => rows.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), // channels last in memory, as a Fit has them
        Passes = (Train: 2, Fit: 5, Score: 4)
    };
}
