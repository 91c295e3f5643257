using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Layer normalisation; see <see cref="Layer.LayerNorm"/>.</summary>
public sealed record LayerNormLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public LayerNormLayer(double epsilon = 1e-5)
    {
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), FormattableString.Invariant($"epsilon must be above 0 and finite, got {epsilon}."));
        Epsilon = epsilon;
    }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Always <c>LayerNorm()</c>.</summary>
    public override string ToString() => "LayerNorm()";

    internal override TensorShape InferShape(TensorShape input, string origin) => NotTokens(input, origin);

    internal override long CountParameters(TensorShape input) => 2L * BatchNormLayer.FeatureCount(input);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new LayerNormModule(Epsilon, BatchNormLayer.FeatureCount(input), context);
}
