using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.RecurrentNetwork;

/// <summary>The network of this family: the layers of the options and the output layer that follows from the label.</summary>
internal static class RecurrentNetworkDesign
{
    // Of the layer that is put before the others when the features are tokens and there is none.
    private const int EmbeddingDimensions = 64;

    /// <param name="layers">the layers that the user gave</param>
    /// <param name="input">the shape of one example, and the number of tokens</param>
    /// <param name="outputs">the number of outputs: classes, or 1 for a number</param>
    public static NetworkDefinition Create(IReadOnlyList<Layer> layers, NetworkInput input, int outputs)
    {
        var all = layers.ToList();
        if (input.Vocabulary is { } tokens)
        {
            if (all.FirstOrDefault() is not (EmbeddingLayer or BranchesLayer)) all.Insert(0, Layer.Embedding(EmbeddingDimensions));
            all = [.. all.Select(layer => layer.WithVocabulary(tokens))];
        }
        var shape = all.Count > 0 ? new NetworkDefinition(input.Shape, all).OutputShape : input.Shape;
        // Dense works on flat vectors; steps that are still apart are laid side by side, if their number is fixed.
        if (shape.Count > 1) all.Add(Layer.Flatten());
        all.Add(Layer.Dense(outputs));
        return new NetworkDefinition(input.Shape, all);
    }
}
