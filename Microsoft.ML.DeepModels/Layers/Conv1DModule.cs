using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="Conv1DLayer"/>: (batch, steps, features) to (batch, steps, filters). Padding of rows counts as zeros.</summary>
internal sealed class Conv1DModule : SequenceModule
{
    [ComponentName(Name = "weight")]
    private readonly Tensor _weight; // (filters, features / groups, window), features varying fastest in memory

    [ComponentName(Name = "bias")]
    private readonly Tensor? _bias; // (filters)

    private readonly Activation _activation;
    private readonly StepWindow _window;
    private readonly long[] _strides, _dilation;
    private readonly long _groups;

    public Conv1DModule(Conv1DLayer layer, int features, ModuleContext context)
        : base(nameof(Conv1DModule))
    {
        long channels = features / layer.Groups, size = layer.KernelSize;
        double limit = Initialisation.Limit(layer.Activation, channels * size, layer.Filters / layer.Groups * size);
        _weight = Initialisation.Kernel(layer.Filters, channels, layer.KernelSize, limit, context);
        if (layer.UseBias) _bias = Initialisation.Vector(layer.Filters, 0, context);
        _activation = layer.Activation;
        _window = layer.Window;
        _strides = [1, layer.Stride];
        _dilation = [1, layer.Dilation];
        _groups = layer.Groups;
        RegisterComponents();
    }

    public override SequenceLengths? LengthsAfter(SequenceLengths? lengths) => lengths?.Map(_window.Output);

    public override Tensor Forward(Tensor input, SequenceLengths? lengths)
    {
        using var scope = NewDisposeScope();
        var x = lengths?.Filled(input, 0) ?? input;
        long before = _window.Before, after = _window.After((int)input.shape[1]);
        // Where the window reaches equally far to both sides, the convolution itself adds the places: zeros too many after the end are not used.
        bool symmetric = 2 * before == _window.Extent - 1 && after <= before;
        if (!symmetric && before + after > 0) x = nn.functional.pad(x, [0, 0, before, after], PaddingModes.Constant, 0);
        long[] padding = [0, symmetric ? before : 0];
        // As an image of height 1 in channels-last memory, which a sequence is already.
        var image = x.unsqueeze(1).permute(0, 3, 1, 2); // (batch, features, 1, steps)
        var result = nn.functional.conv2d(image, _weight.unsqueeze(2), _bias, _strides, padding, _dilation, _groups); // (batch, filters, 1, steps)
        result = Activations.ApplyToOwn(_activation, result);
        return result.squeeze(2).transpose(1, 2).MoveToOuterDisposeScope(); // (batch, steps, filters)
    }
}
