using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Some of the timesteps; see <see cref="Layer.Steps"/>.</summary>
public sealed record StepsLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public StepsLayer(int start, int count)
    {
        Start = AtLeast(0, start, nameof(start));
        Count = AtLeast(1, count, nameof(count));
    }

    /// <summary>The first step, counted from 0.</summary>
    public int Start { get; }

    /// <summary>The number of steps.</summary>
    public int Count { get; }

    /// <summary>For instance <c>Steps(0, 24)</c>.</summary>
    public override string ToString() => $"Steps({Start}, {Count})";

    internal override TensorShape InferShape(TensorShape input, string origin)
    {
        _ = Sequence(input, origin);
        var (steps, features) = (FixedLength(input, origin)[0], input[1]);
        return Start <= steps - Count
            ? new TensorShape(Count, features)
            : throw Refuse($"at least {(long)Start + Count} timesteps", $"{steps} ({input})", origin, "Use a smaller start or count, or longer sequences.");
    }

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new FunctionModule("Steps", x => x.narrow(1, Start, Count)); // (batch, count, features)
}
