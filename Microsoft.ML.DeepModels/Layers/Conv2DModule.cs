using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="Conv2DLayer"/>: (batch, channels, height, width) to (batch, filters, height, width).</summary>
internal sealed class Conv2DModule : WeightedModule
{
    [ComponentName(Name = "weight")]
    private readonly Tensor _weight; // (filters, channels / groups, height, width), channels-last memory

    [ComponentName(Name = "bias")]
    private readonly Tensor? _bias; // (filters)

    private readonly long[] _strides, _padding, _dilation;
    private readonly long[]? _padBefore;
    private readonly long _groups;

    public Conv2DModule(Conv2DLayer layer, TensorShape input, ModuleContext context)
        : base(nameof(Conv2DModule), layer.Activation)
    {
        long channels = input[0] / layer.Groups, area = (long)layer.KernelHeight * layer.KernelWidth;
        double limit = Initialisation.Limit(layer.Activation, channels * area, layer.Filters / layer.Groups * area);
        _weight = Initialisation.Kernel(layer.Filters, channels, layer.KernelHeight, layer.KernelWidth, limit, context);
        if (layer.UseBias) _bias = Initialisation.Vector(layer.Filters, 0, context);
        var (top, bottom) = layer.Vertical.Added(input[1]);
        var (left, right) = layer.Horizontal.Added(input[2]);
        bool symmetric = top == bottom && left == right;
        _padding = symmetric ? [top, left] : [0, 0];
        _padBefore = symmetric ? null : [left, right, top, bottom];
        _strides = [layer.Stride, layer.Stride];
        _dilation = [layer.Dilation, layer.Dilation];
        _groups = layer.Groups;
        RegisterComponents();
    }

    public override Tensor Weight => _weight;

    public override Tensor Compute(Tensor input, Tensor weight)
    {
        if (_padBefore is null) return nn.functional.conv2d(input, weight, _bias, _strides, _padding, _dilation, _groups);
        using var padded = nn.functional.pad(input, _padBefore, PaddingModes.Constant, 0);
        return nn.functional.conv2d(padded, weight, _bias, _strides, _padding, _dilation, _groups); // (batch, filters, height, width)
    }
}
