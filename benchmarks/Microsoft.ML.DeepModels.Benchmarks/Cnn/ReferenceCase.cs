using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Benchmarks.Cnn;

/// <summary>The sizes of the reference case; benchmarks/pytorch/cnn.py has the same.</summary>
internal static class ReferenceCase
{
    public const int Rows = 1024, BatchSize = 32, Classes = 10;

    public static TensorShape Shape { get; } = TensorShape.Image(3, 64, 64);

    public static NetworkDefinition Network { get; } = new(Shape, [.. ConvolutionalNetworkTrainer.DefaultLayers, Layer.Dense(Classes)]);
}
