using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Sets values to zero at random while training; see <see cref="Layer.Dropout"/>.</summary>
public sealed record DropoutLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public DropoutLayer(double rate)
    {
        if (!(rate >= 0 && rate < 1))
            throw new ArgumentOutOfRangeException(nameof(rate), FormattableString.Invariant($"rate must be at least 0 and below 1, got {rate}."));
        Rate = rate;
    }

    /// <summary>The probability of a value to be set to zero, in [0, 1).</summary>
    public double Rate { get; }

    /// <summary>For instance <c>Dropout(0.5)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"Dropout({Rate})");

    internal override TensorShape InferShape(TensorShape input, string origin) => NotTokens(input, origin);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new DropoutModule(Rate, context.Noise);
}
