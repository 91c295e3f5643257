using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The same values in another shape; see <see cref="Layer.Reshape"/>.</summary>
public sealed record ReshapeLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public ReshapeLayer(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Count > 3 || shape.HasVariableLength)
        {
            throw new ArgumentOutOfRangeException(nameof(shape),
                $"shape must have one to three axes of a known length ((features), (timesteps, features) or (channels, height, width)), got {shape}.");
        }
        Shape = shape;
    }

    /// <summary>The new shape.</summary>
    public TensorShape Shape { get; }

    /// <summary>For instance <c>Reshape(128x7x7)</c>.</summary>
    public override string ToString() => $"Reshape({Shape})";

    internal override TensorShape InferShape(TensorShape input, string origin) => FixedLength(input, origin).ElementCount == Shape.ElementCount
        ? Shape
        : throw Refuse($"{Shape.ElementCount} values", $"{input.ElementCount} ({input})", origin, "Both shapes must have the same number of values.");

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context)
    {
        if (!Shape.IsImage) return new FunctionModule("Reshape", x => Reshape(x, [-1, .. Shape.Select(axis => (long)axis)]));
        long[] rows = [-1, Shape[1], Shape[2], Shape[0]]; // (batch, height, width, channels)
        return new FunctionModule("Reshape", x =>
        {
            using var image = Reshape(x, rows);
            return image.permute(0, 3, 1, 2); // (batch, channels, height, width)
        });
    }

    private static Tensor Reshape(Tensor x, long[] shape)
    {
        using var flat = FlattenLayer.Flat(x);
        return flat.reshape(shape);
    }
}
