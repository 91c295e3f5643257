using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Some of the features; see <see cref="Layer.Features"/>.</summary>
public sealed record FeaturesLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public FeaturesLayer(int start, int count)
    {
        Start = AtLeast(0, start, nameof(start));
        Count = AtLeast(1, count, nameof(count));
    }

    /// <summary>The first feature, counted from 0.</summary>
    public int Start { get; }

    /// <summary>The number of features.</summary>
    public int Count { get; }

    /// <summary>For instance <c>Features(0, 3)</c>.</summary>
    public override string ToString() => $"Features({Start}, {Count})";

    internal override TensorShape InferShape(TensorShape input, string origin)
    {
        if (input.IsImage || input is { Count: 1, HasVariableLength: true })
            throw Refuse("a vector (features) or a sequence (timesteps, features)", input, origin, "Put it after a layer that gives one, for instance Layer.Flatten() or Layer.Embedding.");
        if (Start > input[^1] - Count)
            throw Refuse($"at least {(long)Start + Count} features", $"{input[^1]} ({input})", origin, "Use a smaller start or count.");
        return input.Count == 1 ? new TensorShape(Count) : new TensorShape(input[0], Count);
    }

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new FunctionModule("Features", x => x.narrow(-1, Start, Count)); // (batch, ..., count)
}
