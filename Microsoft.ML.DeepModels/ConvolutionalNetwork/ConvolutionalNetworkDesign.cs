using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.ConvolutionalNetwork;

/// <summary>The network of this family: the layers of the options and the output layer that follows from the label.</summary>
internal static class ConvolutionalNetworkDesign
{
    /// <param name="layers">the layers that the user gave</param>
    /// <param name="input">the shape of one example</param>
    /// <param name="outputs">the number of outputs: classes, or 1 for a number</param>
    public static NetworkDefinition Create(IReadOnlyList<Layer> layers, TensorShape input, int outputs)
    {
        var shape = input;
        if (layers.Count > 0) shape = new NetworkDefinition(input, layers).OutputShape;
        var all = layers.ToList();
        // Dense works on flat vectors; what is still an image or a sequence is flattened first.
        if (shape.Count > 1) all.Add(Layer.Flatten());
        all.Add(Layer.Dense(outputs));
        return new NetworkDefinition(input, all);
    }
}
