using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A convolution over timesteps; see <see cref="Layer.Conv1D"/>.</summary>
public sealed record Conv1DLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public Conv1DLayer(int filters, int kernelSize, Activation activation = Activation.Linear, int stride = 1,
        Padding padding = Padding.Valid, int groups = 1, int dilation = 1, bool useBias = true)
    {
        Filters = AtLeast(1, filters, nameof(filters));
        KernelSize = AtLeast(1, kernelSize, nameof(kernelSize));
        Activation = Defined(activation, nameof(activation));
        Stride = AtLeast(1, stride, nameof(stride));
        Padding = OfSequences(padding);
        Groups = AtLeast(1, groups, nameof(groups));
        Dilation = AtLeast(1, dilation, nameof(dilation));
        UseBias = useBias;
        if (filters % groups != 0)
            throw new ArgumentOutOfRangeException(nameof(groups), $"groups must divide the {filters} filters without remainder, got {groups}.");
    }

    /// <summary>The number of output features.</summary>
    public int Filters { get; }

    /// <summary>The length of the window in timesteps.</summary>
    public int KernelSize { get; }

    /// <summary>The function applied to the result.</summary>
    public new Activation Activation { get; }

    /// <summary>The step of the window in timesteps.</summary>
    public int Stride { get; }

    /// <summary>What happens at the ends.</summary>
    public Padding Padding { get; }

    /// <summary>Into how many independent groups features and filters are split.</summary>
    public int Groups { get; }

    /// <summary>The distance between the window's timesteps.</summary>
    public int Dilation { get; }

    /// <summary>Whether a learned constant is added per filter.</summary>
    public bool UseBias { get; }

    /// <summary>For instance <c>Conv1D(32, 3)</c>.</summary>
    public override string ToString() => $"Conv1D({Filters}, {KernelSize})";

    internal StepWindow Window => new(KernelSize, Stride, Dilation, Padding);

    internal override int StepsAfter(int steps) => Window.Output(steps);

    internal override TensorShape InferShape(TensorShape input, string origin)
    {
        int steps = Slide(input, Window, origin), features = input[1];
        if (features % Groups != 0)
        {
            throw Refuse($"a number of features that its {Groups} groups divide without remainder", $"{features} features", origin,
                "Change groups or the units of the layer before.");
        }
        return new TensorShape(steps, Filters);
    }

    internal override long CountParameters(TensorShape input) =>
        checked((long)Filters * (input[1] / Groups) * KernelSize + (UseBias ? Filters : 0));

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new Conv1DModule(this, input[1], context);
}
