using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>What max and average pooling of sequences share: a window that slides over the timesteps.</summary>
public abstract record Pooling1DLayer : Layer
{
    private protected Pooling1DLayer(int size, int? stride, Padding padding)
    {
        Size = AtLeast(1, size, nameof(size));
        Stride = stride is { } step ? AtLeast(1, step, nameof(stride)) : null;
        Padding = OfSequences(padding);
    }

    /// <summary>The length of the window in timesteps.</summary>
    public int Size { get; }

    /// <summary>The step of the window; null: the window's size.</summary>
    public int? Stride { get; }

    /// <summary>What happens at the ends.</summary>
    public Padding Padding { get; }

    private protected abstract string Name { get; }

    private protected StepWindow Window => new(Size, Stride ?? Size, 1, Padding);

    /// <summary>For instance <c>MaxPool1D(2)</c>.</summary>
    public sealed override string ToString() => $"{Name}({Size})";

    internal sealed override int StepsAfter(int steps) => Window.Output(steps);

    internal sealed override TensorShape InferShape(TensorShape input, string origin) => new(Slide(input, Window, origin), input[1]);
}
