using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A transposed convolution, which makes images larger; see <see cref="Layer.ConvTranspose2D"/>.</summary>
public sealed record ConvTranspose2DLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public ConvTranspose2DLayer(int filters, int kernelSize, Activation activation = Activation.Linear, int stride = 1, int padding = 0,
        int outputPadding = 0, bool useBias = true)
    {
        Filters = AtLeast(1, filters, nameof(filters));
        KernelSize = AtLeast(1, kernelSize, nameof(kernelSize));
        Activation = Defined(activation, nameof(activation));
        Stride = AtLeast(1, stride, nameof(stride));
        Padding = AtLeast(0, padding, nameof(padding));
        OutputPadding = AtLeast(0, outputPadding, nameof(outputPadding));
        UseBias = useBias;
        if (outputPadding >= stride)
            throw new ArgumentOutOfRangeException(nameof(outputPadding), $"outputPadding must be below the stride {stride}, got {outputPadding}.");
    }

    /// <summary>The number of output channels.</summary>
    public int Filters { get; }

    /// <summary>The height and width of the window in pixels of the result.</summary>
    public int KernelSize { get; }

    /// <summary>The function applied to the result.</summary>
    public new Activation Activation { get; }

    /// <summary>The distance in the result between the windows of neighbouring pixels.</summary>
    public int Stride { get; }

    /// <summary>The pixels that are cut off at each edge of the result.</summary>
    public int Padding { get; }

    /// <summary>The pixels that are added to the result below and to the right.</summary>
    public int OutputPadding { get; }

    /// <summary>Whether a learned constant is added per filter.</summary>
    public bool UseBias { get; }

    /// <summary>For instance <c>ConvTranspose2D(64, 3x3)</c>.</summary>
    public override string ToString() => $"ConvTranspose2D({Filters}, {KernelSize}x{KernelSize})";

    internal override TensorShape InferShape(TensorShape input, string origin)
    {
        var (_, height, width) = Image(input, origin);
        long higher = Extent(height), wider = Extent(width);
        if (higher < 1 || wider < 1)
        {
            throw Refuse($"a larger image, or less padding than {Padding} at each edge", $"{height}x{width}, which would become {higher}x{wider}",
                origin, "Use a smaller padding.");
        }
        if ((double)Filters * higher * wider > int.MaxValue)
            throw Refuse($"an image that has at most {int.MaxValue} values afterwards", input, origin, "Use fewer filters or a smaller stride.");
        return new TensorShape(Filters, (int)higher, (int)wider);
    }

    internal override long CountParameters(TensorShape input) =>
        checked((long)Filters * input[0] * KernelSize * KernelSize + (UseBias ? Filters : 0));

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new ConvTranspose2DModule(this, input[0], context);

    // The height or width of the result.
    private long Extent(int length) => (length - 1L) * Stride - 2L * Padding + KernelSize + OutputPadding;
}
