using Microsoft.ML.DeepModels.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="SqueezeExcitationLayer"/>. Keeps the shape (batch, channels, height, width).</summary>
internal sealed class SqueezeExcitationModule : ActivatedModule
{
    [ComponentName(Name = "fc1")]
    private readonly Conv2DModule _squeeze;

    [ComponentName(Name = "fc2")]
    private readonly Conv2DModule _excite;

    public SqueezeExcitationModule(SqueezeExcitationLayer layer, int channels, ModuleContext context)
        : base(nameof(SqueezeExcitationModule), Activation.Linear)
    {
        _squeeze = new Conv2DModule(new Conv2DLayer(layer.Units, 1, 1, layer.Activation), TensorShape.Image(channels, 1, 1), context);
        _excite = new Conv2DModule(new Conv2DLayer(channels, 1, 1, layer.Gate), TensorShape.Image(layer.Units, 1, 1), context);
        RegisterComponents();
    }

    protected override Tensor Compute(Tensor input, SequenceLengths? lengths)
    {
        using var means = input.mean([2, 3], true); // (batch, channels, 1, 1)
        using var squeezed = _squeeze.call(means); // (batch, units, 1, 1)
        using var gates = _excite.call(squeezed); // (batch, channels, 1, 1)
        return input * gates;
    }
}
