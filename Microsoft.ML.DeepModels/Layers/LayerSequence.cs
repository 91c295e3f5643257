using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Layers one after another, as a network or the body of a residual block has them.</summary>
internal static class LayerSequence
{
    /// <summary>A copy of the list that nobody can change.</summary>
    public static IReadOnlyList<Layer> Checked(IReadOnlyList<Layer> layers, string name)
    {
        ArgumentNullException.ThrowIfNull(layers, name);
        if (layers.Count == 0) throw new ArgumentException($"{name} needs at least one layer, got none.", name);
        for (int i = 0; i < layers.Count; i++)
            if (layers[i] is null) throw new ArgumentException($"{name}[{i}] is null; every entry must be a layer.", name);
        return Array.AsReadOnly([.. layers]);
    }

    public static int Hash(IReadOnlyList<Layer> layers)
    {
        var hash = new HashCode();
        foreach (var layer in layers) hash.Add(layer);
        return hash.ToHashCode();
    }

    /// <summary>The input shape of each layer and, last, the output shape.</summary>
    /// <param name="layers">the layers</param>
    /// <param name="input">the input shape of the first one</param>
    /// <param name="origin">where that comes from, for messages</param>
    public static IReadOnlyList<TensorShape> Shapes(IReadOnlyList<Layer> layers, TensorShape input, string origin)
    {
        var shapes = new TensorShape[layers.Count + 1];
        shapes[0] = input;
        for (int i = 0; i < layers.Count; i++)
            shapes[i + 1] = layers[i].InferShape(shapes[i], i == 0 ? origin : $" after {layers[i - 1]}");
        return shapes;
    }

    public static long CountParameters(IReadOnlyList<Layer> layers, IReadOnlyList<TensorShape> shapes)
    {
        long count = 0;
        for (int i = 0; i < layers.Count; i++) count = checked(count + layers[i].CountParameters(shapes[i]));
        return count;
    }
}
