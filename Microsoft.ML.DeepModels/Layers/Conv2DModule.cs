using Microsoft.ML.DeepModels.Layers.Winograd;
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
    private readonly Conv2DLayer _layer;
    private readonly bool _suits; // Winograd's filtering
    private readonly Lock _lock = new();
    private bool _isFinal;
    private volatile WinogradFilters? _filters;

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
        _layer = layer;
        _suits = WinogradConvolution.Suits(layer, input[0], input[1], input[2]);
        RegisterComponents();
    }

    public override Tensor Weight => _weight;

    /// <summary>
    /// Whether the weights stay as they are from now on: where no gradient is wanted, the layer may keep what it makes of them. To say it anew,
    /// or to take it back, forgets what is kept; nobody may compute with the layer meanwhile.
    /// </summary>
    public bool IsFinal
    {
        get => _isFinal;
        set
        {
            lock (_lock)
            {
                _isFinal = value;
                _filters?.Dispose();
                _filters = null;
            }
        }
    }

    public override Tensor Forward(Tensor input, SequenceLengths? lengths, Activation after) =>
        after == Activation.Relu && Activation == Activation.Linear && FinalFilters(input) is { } filters
            ? WinogradConvolution.Run(_layer, input, filters, _bias, true)
            : base.Forward(input, lengths, after);

    public override Tensor Compute(Tensor input, Tensor weight)
    {
        if (ReferenceEquals(weight, _weight) && FinalFilters(input) is { } filters) return WinogradConvolution.Run(_layer, input, filters, _bias, false);
        if (_padBefore is null) return nn.functional.conv2d(input, weight, _bias, _strides, _padding, _dilation, _groups);
        using var padded = nn.functional.pad(input, _padBefore, PaddingModes.Constant, 0);
        return nn.functional.conv2d(padded, weight, _bias, _strides, _padding, _dilation, _groups); // (batch, filters, height, width)
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _filters?.Dispose();
        base.Dispose(disposing);
    }

    // The transformed weights; null: the library is to compute the layer.
    private WinogradFilters? FinalFilters(Tensor input)
    {
        if (!_isFinal || !_suits || training || !WinogradConvolution.CanRun(_layer, input, _weight)) return null;
        if (is_grad_enabled() && (input.requires_grad || _weight.requires_grad || _bias?.requires_grad == true)) return null;
        if (_filters is { } filters) return filters;
        lock (_lock) return _filters ??= new WinogradFilters(WinogradKernel.Best, _weight);
    }
}
