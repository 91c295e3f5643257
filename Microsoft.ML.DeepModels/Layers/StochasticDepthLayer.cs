using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Sets whole rows to zero at random while training; see <see cref="Layer.StochasticDepth"/>.</summary>
public sealed record StochasticDepthLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public StochasticDepthLayer(double rate)
    {
        if (!(rate >= 0 && rate < 1))
            throw new ArgumentOutOfRangeException(nameof(rate), FormattableString.Invariant($"rate must be at least 0 and below 1, got {rate}."));
        Rate = rate;
    }

    /// <summary>The probability of a row to be set to zero, in [0, 1).</summary>
    public double Rate { get; }

    /// <summary>For instance <c>StochasticDepth(0.1)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"StochasticDepth({Rate})");

    internal override TensorShape InferShape(TensorShape input, string origin) => NotTokens(input, origin);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new StochasticDepthModule(Rate, context.Noise);
}
