using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// Max and average pooling: (batch, channels, height, width) to (batch, channels, height, width). Added places never count:
/// they are below every value for the maximum and left out of the mean.
/// </summary>
internal sealed class Pooling
{
    private readonly long[] _size, _strides, _padding;
    private readonly bool _ceiling, _dropFirst;
    private readonly long _height, _width;
    private static readonly long[] NoDilation = [1, 1];

    public Pooling(Window window, TensorShape input)
    {
        _size = [window.Size, window.Size];
        _strides = [window.Stride, window.Stride];
        _height = window.Output(input[1]);
        _width = window.Output(input[2]);
        var (top, bottom) = window.Added(input[1]);
        var (left, right) = window.Added(input[2]);
        // libtorch pads alike on both sides. Rounding the number of windows up lets the last one go over the edge by one
        // more. With a stride of 1 that cannot be: one window too many at the start is computed and dropped.
        _dropFirst = window.Stride == 1 && top != bottom;
        _ceiling = window.Padding == Padding.Same && window.Stride > 1;
        _padding = _dropFirst ? [bottom, right] : [top, left];
    }

    public Tensor Max(Tensor x) => Trim(nn.functional.max_pool2d(x, _size, _strides, _padding, NoDilation, _ceiling));

    public Tensor Average(Tensor x) => Trim(nn.functional.avg_pool2d(x, _size, _strides, _padding, _ceiling, false));

    private Tensor Trim(Tensor pooled)
    {
        if (!_dropFirst) return pooled;
        using var full = pooled;
        using var rows = full.narrow(2, 1, _height);
        return rows.narrow(3, 1, _width); // (batch, channels, height, width)
    }
}
