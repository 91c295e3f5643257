using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Repeats each pixel; see <see cref="Layer.Upsample2D"/>.</summary>
public sealed record Upsample2DLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public Upsample2DLayer(int factor) => Factor = AtLeast(1, factor, nameof(factor));

    /// <summary>How often each pixel is repeated along both axes.</summary>
    public int Factor { get; }

    /// <summary>For instance <c>Upsample2D(2)</c>.</summary>
    public override string ToString() => $"Upsample2D({Factor})";

    internal override TensorShape InferShape(TensorShape input, string origin)
    {
        var (channels, height, width) = Image(input, origin);
        if ((double)input.ElementCount * Factor * Factor > int.MaxValue)
            throw Refuse($"an image that has at most {int.MaxValue} values afterwards", input, origin, "Use a smaller factor.");
        return new TensorShape(channels, height * Factor, width * Factor);
    }

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new FunctionModule("Upsample2D", Repeat);

    private Tensor Repeat(Tensor x)
    {
        long batch = x.shape[0], channels = x.shape[1], height = x.shape[2], width = x.shape[3];
        using var rows = x.permute(0, 2, 3, 1); // (batch, height, width, channels)
        using var single = rows.reshape(batch, height, 1, width, 1, channels);
        using var repeated = single.expand(batch, height, Factor, width, Factor, channels);
        using var larger = repeated.reshape(batch, height * Factor, width * Factor, channels);
        return larger.permute(0, 3, 1, 2); // (batch, channels, factor * height, factor * width)
    }
}
