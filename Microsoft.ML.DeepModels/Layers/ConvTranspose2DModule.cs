using Microsoft.ML.DeepModels.Layers.Transposed;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="ConvTranspose2DLayer"/>: (batch, channels, height, width) to a larger (batch, filters, height, width).</summary>
internal sealed class ConvTranspose2DModule : WeightedModule
{
    [ComponentName(Name = "weight")]
    private readonly Tensor _weight; // (channels, filters, height, width), channels-last memory

    [ComponentName(Name = "bias")]
    private readonly Tensor? _bias; // (filters)

    private readonly ConvTranspose2DLayer _layer;
    private readonly long[] _strides, _padding, _outputPadding;

    public ConvTranspose2DModule(ConvTranspose2DLayer layer, long channels, ModuleContext context)
        : base(nameof(ConvTranspose2DModule), layer.Activation)
    {
        // A pixel of the result gets something from as many pixels as windows overlap there: the window's area over that of the stride.
        long area = (long)layer.KernelSize * layer.KernelSize, step = (long)layer.Stride * layer.Stride;
        double limit = Initialisation.Limit(layer.Activation, Math.Max(channels, channels * area / step), layer.Filters * area);
        _weight = Initialisation.Kernel(channels, layer.Filters, layer.KernelSize, layer.KernelSize, limit, context);
        if (layer.UseBias) _bias = Initialisation.Vector(layer.Filters, 0, context);
        _layer = layer;
        _strides = [layer.Stride, layer.Stride];
        _padding = [layer.Padding, layer.Padding];
        _outputPadding = [layer.OutputPadding, layer.OutputPadding];
        RegisterComponents();
    }

    /// <summary>Whether the fused computation may be used: without it, gradients can be differentiated again.</summary>
    public bool AllowFused { get; set; } = true;

    public override Tensor Weight => _weight;

    public override Tensor Matrix
    {
        get
        {
            using var turned = _weight.transpose(0, 1); // (filters, channels, height, width)
            return turned.flatten(1);
        }
    }

    public override Tensor Compute(Tensor input, Tensor weight) =>
        AllowFused && FusedTransposedConvolution.CanRun(_layer, input, weight)
            ? FusedTransposedConvolution.Run(_layer, input, weight, _bias)
            : nn.functional.conv_transpose2d(input, weight, _bias, _strides, _padding, _outputPadding); // (batch, filters, height, width)
}
