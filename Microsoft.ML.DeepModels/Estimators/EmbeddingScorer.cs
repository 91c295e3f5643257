using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Scoring;
using Microsoft.ML.DeepModels.Tensors;
using Device = TorchSharp.torch.Device;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>The first layers of a trained network, as scoring sees it. They are the model's own: disposing that ends their use, too.</summary>
internal sealed class EmbeddingScorer : INetworkScorer
{
    private readonly NetworkModel _model;
    private readonly int _layers;

    /// <param name="model">it outlives this; disposed by its owner</param>
    /// <param name="layers">how many, 1 to all; null: all before the output layer</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer layers, or none before the output layer.</exception>
    /// <exception cref="ArgumentException">What these layers make is of no fixed size.</exception>
    public EmbeddingScorer(NetworkModel model, int? layers)
    {
        _model = model;
        _layers = CheckLayers(model.Definition, layers);
        Shape = new NetworkDefinition(model.Definition.InputShape, [.. model.Definition.Layers.Take(_layers)]).OutputShape;
        if (!Shape.HasVariableLength) return;
        throw new ArgumentException($"After {_layers} layers a row is {Shape}, with any number of timesteps, and a column needs one size. " +
            $"Take more layers, up to one that leaves no timesteps: {model.Definition}.", nameof(layers));
    }

    /// <summary>A number of layers of a network.</summary>
    /// <param name="network">of which</param>
    /// <param name="layers">how many, 1 to all; null: all before the output layer</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer layers, or none before the output layer.</exception>
    public static int CheckLayers(NetworkDefinition network, int? layers)
    {
        var all = network.Layers;
        int count = layers ?? BeforeOutput(all);
        if (count >= 1 && count <= all.Count) return count;
        throw new ArgumentOutOfRangeException(nameof(layers), count, layers is null
            ? $"The network has no layer before its output layer: {network}. Its columns of features are its embedding."
            : $"layers must be from 1 to {all.Count}, the number of layers of the network, got {count}: {network}.");
    }

    /// <summary>Of what the layers make of a row.</summary>
    public TensorShape Shape { get; }

    public int OutputWidth => Shape.ElementCount;

    public Device Device => _model.Device;

    public void Score(Batch batch, ReadOnlySpan<bool> wanted, Span<float> outputs) => _model.Embed(batch, _layers, outputs);

    /// <summary>The output layer follows from the label; for numbers, one that brings them to the label's size comes after it.</summary>
    private static int BeforeOutput(IReadOnlyList<Layer> layers) => layers.Count - (layers[^1] is RescalingLayer ? 2 : 1);
}
