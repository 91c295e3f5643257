using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The largest value of each window; see <see cref="Layer.MaxPool2D"/>.</summary>
public sealed record MaxPool2DLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public MaxPool2DLayer(int size, int? stride = null, Padding padding = Padding.Valid)
    {
        Size = AtLeast(1, size, nameof(size));
        Stride = stride is { } step ? AtLeast(1, step, nameof(stride)) : null;
        Padding = Defined(padding, nameof(padding));
    }

    /// <summary>The height and width of the window in pixels.</summary>
    public int Size { get; }

    /// <summary>The step of the window; null: the window's size.</summary>
    public int? Stride { get; }

    /// <summary>What happens at the edges.</summary>
    public Padding Padding { get; }

    /// <summary>For instance <c>MaxPool2D(2)</c>.</summary>
    public override string ToString() => $"MaxPool2D({Size})";

    internal override TensorShape InferShape(TensorShape input, string origin)
    {
        var (channels, height, width) = Image(input, origin);
        (height, width) = Slide(height, width, Window, Window, origin);
        return new TensorShape(channels, height, width);
    }

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context)
    {
        var pooling = new Pooling(Window, input);
        return new FreshFunctionModule("MaxPool2D", pooling.Max);
    }

    private Window Window => new(Size, Stride ?? Size, 1, Padding);
}
