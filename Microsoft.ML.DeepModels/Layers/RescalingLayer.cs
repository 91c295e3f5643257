using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Every value times a factor plus an offset, neither of them learned; see <see cref="Layer.Rescaling"/>.</summary>
public sealed record RescalingLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public RescalingLayer(double scale, double offset)
    {
        Scale = Finite(scale, nameof(scale));
        Offset = Finite(offset, nameof(offset));
    }

    /// <summary>The factor.</summary>
    public double Scale { get; }

    /// <summary>What is added.</summary>
    public double Offset { get; }

    /// <summary>For instance <c>Rescaling(2, -1)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"Rescaling({Scale}, {Offset})");

    internal override TensorShape InferShape(TensorShape input, string origin) => NotTokens(input, origin);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new FreshFunctionModule("Rescaling", x =>
        {
            using var scaled = x.Times(Scale);
            return scaled.Plus(Offset); // the shape of x
        });

    private static double Finite(double value, string name) => double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} must be a finite number, got {value}.");
}
