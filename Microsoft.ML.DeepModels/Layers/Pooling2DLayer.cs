using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>What max and average pooling share: a window that slides over the image.</summary>
public abstract record Pooling2DLayer : Layer
{
    private protected Pooling2DLayer(int size, int? stride, Padding padding)
    {
        Size = AtLeast(1, size, nameof(size));
        Stride = stride is { } step ? AtLeast(1, step, nameof(stride)) : null;
        Padding = OfImages(padding);
    }

    /// <summary>The height and width of the window in pixels.</summary>
    public int Size { get; }

    /// <summary>The step of the window; null: the window's size.</summary>
    public int? Stride { get; }

    /// <summary>What happens at the edges.</summary>
    public Padding Padding { get; }

    private protected abstract string Name { get; }

    private protected Window Window => new(Size, Stride ?? Size, 1, Padding);

    /// <summary>For instance <c>MaxPool2D(2)</c>.</summary>
    public sealed override string ToString() => $"{Name}({Size})";

    internal sealed override TensorShape InferShape(TensorShape input, string origin)
    {
        var (channels, height, width) = Image(input, origin);
        (height, width) = Slide(height, width, Window, Window, origin);
        return new TensorShape(channels, height, width);
    }
}
