using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A two-dimensional convolution; see <see cref="Layer.Conv2D(int, int, Activation, int, Padding, int, int, bool)"/>.</summary>
public sealed record Conv2DLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public Conv2DLayer(int filters, int kernelHeight, int kernelWidth, Activation activation = Activation.Linear, int stride = 1,
        Padding padding = Padding.Valid, int groups = 1, int dilation = 1, bool useBias = true)
    {
        Filters = AtLeast(1, filters, nameof(filters));
        KernelHeight = AtLeast(1, kernelHeight, nameof(kernelHeight));
        KernelWidth = AtLeast(1, kernelWidth, nameof(kernelWidth));
        Activation = Defined(activation, nameof(activation));
        Stride = AtLeast(1, stride, nameof(stride));
        Padding = OfImages(padding);
        Groups = AtLeast(1, groups, nameof(groups));
        Dilation = AtLeast(1, dilation, nameof(dilation));
        UseBias = useBias;
        if (filters % groups != 0)
            throw new ArgumentOutOfRangeException(nameof(groups), $"groups must divide the {filters} filters without remainder, got {groups}.");
    }

    /// <summary>The number of output channels.</summary>
    public int Filters { get; }

    /// <summary>The height of the window in pixels.</summary>
    public int KernelHeight { get; }

    /// <summary>The width of the window in pixels.</summary>
    public int KernelWidth { get; }

    /// <summary>The function applied to the result.</summary>
    public new Activation Activation { get; }

    /// <summary>The step of the window in pixels.</summary>
    public int Stride { get; }

    /// <summary>What happens at the edges.</summary>
    public Padding Padding { get; }

    /// <summary>Into how many independent groups channels and filters are split.</summary>
    public int Groups { get; }

    /// <summary>The distance between the window's pixels.</summary>
    public int Dilation { get; }

    /// <summary>Whether a learned constant is added per filter.</summary>
    public bool UseBias { get; }

    /// <summary>For instance <c>Conv2D(32, 3x3)</c>.</summary>
    public override string ToString() => $"Conv2D({Filters}, {KernelHeight}x{KernelWidth})";

    internal Window Vertical => new(KernelHeight, Stride, Dilation, Padding);

    internal Window Horizontal => new(KernelWidth, Stride, Dilation, Padding);

    internal override TensorShape InferShape(TensorShape input, string origin)
    {
        var (channels, height, width) = Image(input, origin);
        if (channels % Groups != 0)
        {
            throw Refuse($"a number of channels that its {Groups} groups divide without remainder", $"{channels} channels", origin,
                "Change groups or the filters of the layer before.");
        }
        (height, width) = Slide(height, width, Vertical, Horizontal, origin);
        return new TensorShape(Filters, height, width);
    }

    internal override long CountParameters(TensorShape input) =>
        checked((long)Filters * (input[0] / Groups) * KernelHeight * KernelWidth + (UseBias ? Filters : 0));

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new Conv2DModule(this, input, context);
}
