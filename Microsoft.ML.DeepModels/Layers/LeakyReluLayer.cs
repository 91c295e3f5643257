using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A leaky ReLU with a slope of one's own choice; see <see cref="Layer.LeakyRelu"/>.</summary>
public sealed record LeakyReluLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public LeakyReluLayer(double slope)
    {
        if (!(slope > 0 && slope < 1))
            throw new ArgumentOutOfRangeException(nameof(slope), FormattableString.Invariant($"slope must be above 0 and below 1, got {slope}."));
        Slope = slope;
    }

    /// <summary>The factor below 0, in (0, 1).</summary>
    public double Slope { get; }

    /// <summary>For instance <c>LeakyRelu(0.2)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"LeakyRelu({Slope})");

    internal override TensorShape InferShape(TensorShape input, string origin) => NotTokens(input, origin);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new LeakyReluModule(Slope);
}
