using Microsoft.ML.DeepModels.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="ChannelScaleLayer"/>. Keeps the shape.</summary>
internal sealed class ChannelScaleModule : ActivatedModule
{
    [ComponentName(Name = "weight")]
    private readonly Tensor _weight; // (channels, 1, 1) for images, (features) otherwise

    public ChannelScaleModule(double initial, TensorShape input, ModuleContext context)
        : base(nameof(ChannelScaleModule), Activation.Linear)
    {
        _weight = Initialisation.Constant(input.IsImage ? [input[0], 1, 1] : [input[^1]], initial, context);
        RegisterComponents();
    }

    protected override Tensor Compute(Tensor input, SequenceLengths? lengths) => input * _weight;
}
