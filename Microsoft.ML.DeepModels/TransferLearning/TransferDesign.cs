using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>The network of this family: the layers of the backbone, those of the head, and the output layer that follows from the label.</summary>
internal static class TransferDesign
{
    /// <param name="backbone">the backbone for this input</param>
    /// <param name="head">the layers that the user gave</param>
    /// <param name="input">the shape of one example</param>
    /// <param name="outputs">the number of classes</param>
    public static NetworkDefinition Create(BackboneNetwork backbone, IReadOnlyList<Layer> head, TensorShape input, int outputs)
    {
        Layer[] layers = [.. backbone.Layers, .. head];
        var shape = new NetworkDefinition(input, layers).OutputShape;
        // Dense works on flat vectors; what is still an image or a sequence is flattened first.
        if (shape.Count > 1) layers = [.. layers, Layer.Flatten()];
        return new NetworkDefinition(input, [.. layers, Layer.Dense(outputs)]);
    }
}
