using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Layers one after another, as a network or the body of a residual block has them.</summary>
internal static class LayerSequence
{
    /// <summary>A copy of the list, which must not be empty, that nobody can change.</summary>
    public static IReadOnlyList<Layer> Checked(IReadOnlyList<Layer> layers, string name)
    {
        var copy = Copy(layers, name);
        return copy.Count > 0 ? copy : throw new ArgumentException($"{name} needs at least one layer, got none.", name);
    }

    /// <summary>A copy of the list, which may be empty, that nobody can change.</summary>
    public static IReadOnlyList<Layer> Copy(IReadOnlyList<Layer> layers, string name)
    {
        ArgumentNullException.ThrowIfNull(layers, name);
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

    /// <summary>How many timesteps the result has of a sequence of that many.</summary>
    public static int StepsAfter(IReadOnlyList<Layer> layers, int steps) => layers.Aggregate(steps, static (left, layer) => layer.StepsAfter(left));

    /// <summary>
    /// A number of timesteps of which two lists of layers make different numbers, and these two; null where they agree. Shapes do not tell,
    /// where the number differs from example to example.
    /// </summary>
    public static (int Steps, int First, int Second)? StepsDisagree(IReadOnlyList<Layer> first, IReadOnlyList<Layer> second)
    {
        const int longest = 1024;
        for (int steps = 1; steps <= longest; steps++)
        {
            int a = StepsAfter(first, steps), b = StepsAfter(second, steps);
            if (a != b) return (steps, a, b);
        }
        return null;
    }

    /// <summary>The layers with a number of tokens wherever that was left open.</summary>
    public static IReadOnlyList<Layer> WithVocabulary(IReadOnlyList<Layer> layers, int vocabulary) => [.. layers.Select(layer => layer.WithVocabulary(vocabulary))];

    public static long CountParameters(IReadOnlyList<Layer> layers, IReadOnlyList<TensorShape> shapes)
    {
        long count = 0;
        for (int i = 0; i < layers.Count; i++) count = checked(count + layers[i].CountParameters(shapes[i]));
        return count;
    }
}
