using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Batch normalisation; see <see cref="Layer.BatchNorm"/>.</summary>
public sealed record BatchNormLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public BatchNormLayer(double momentum = 0.1, double epsilon = 1e-5)
    {
        if (!(momentum > 0 && momentum <= 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), FormattableString.Invariant($"momentum must be above 0 and at most 1, got {momentum}."));
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), FormattableString.Invariant($"epsilon must be above 0 and finite, got {epsilon}."));
        Momentum = momentum;
        Epsilon = epsilon;
    }

    /// <summary>The weight of a new batch in the running statistics, in (0, 1].</summary>
    public double Momentum { get; }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Always <c>BatchNorm()</c>.</summary>
    public override string ToString() => "BatchNorm()";

    internal override TensorShape InferShape(TensorShape input, string origin) => NotTokens(input, origin);

    internal override long CountParameters(TensorShape input) => 2L * FeatureCount(input);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new BatchNormModule(this, FeatureCount(input), context);

    /// <summary>The number of values that share no statistics: channels of an image, the last axis of anything else.</summary>
    internal static int FeatureCount(TensorShape input) => input.IsImage ? input[0] : input[^1];
}
