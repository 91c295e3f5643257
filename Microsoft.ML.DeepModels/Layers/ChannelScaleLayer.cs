using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A learned factor for each channel; see <see cref="Layer.ChannelScale"/>.</summary>
public sealed record ChannelScaleLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public ChannelScaleLayer(double initial = 1e-6) => Initial = double.IsFinite(initial)
        ? initial
        : throw new ArgumentOutOfRangeException(nameof(initial), FormattableString.Invariant($"initial must be a finite number, got {initial}."));

    /// <summary>The value of all factors at first.</summary>
    public double Initial { get; }

    /// <summary>For instance <c>ChannelScale(0.1)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"ChannelScale({Initial})");

    internal override TensorShape InferShape(TensorShape input, string origin) => NotTokens(input, origin);

    internal override long CountParameters(TensorShape input) => BatchNormLayer.FeatureCount(input);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new ChannelScaleModule(Initial, input, context);
}
