using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Draws the first values of parameters: tensors that require gradients and belong to no dispose scope.</summary>
internal static class Initialisation
{
    /// <summary>
    /// He uniform (He et al. 2015) before relu-like activations, Glorot uniform (Glorot and Bengio 2010) before the others.
    /// </summary>
    public static double Limit(Activation activation, long fanIn, long fanOut) =>
        Activations.IsReluLike(activation) ? Math.Sqrt(6.0 / fanIn) : Math.Sqrt(6.0 / (fanIn + fanOut));

    /// <summary>A (rows, columns) matrix, uniform in [-limit, limit).</summary>
    public static Tensor Matrix(long rows, long columns, double limit, ModuleContext context) =>
        Create([rows, columns], context, x => x.uniform_(-limit, limit, context.Initialisation));

    /// <summary>A (rows, columns) matrix, normally distributed around 0.</summary>
    public static Tensor Normal(long rows, long columns, double deviation, ModuleContext context) => Normal([rows, columns], deviation, context);

    /// <summary>A tensor of any shape, normally distributed around 0.</summary>
    public static Tensor Normal(long[] shape, double deviation, ModuleContext context) =>
        Create(shape, context, x => x.normal_(0, deviation, context.Initialisation));

    /// <summary>A tensor of any shape with one value everywhere.</summary>
    public static Tensor Constant(long[] shape, double value, ModuleContext context) =>
        ScalarMath.Full(shape, value, ScalarType.Float32, context.Device).DetachFromDisposeScope().requires_grad_();

    /// <summary>(blocks * size, size): square blocks, each orthogonal (Saxe et al. 2014), so that they keep the length of what they multiply.</summary>
    public static Tensor Orthogonal(int blocks, int size, ModuleContext context) => Create([(long)blocks * size, size], context, x =>
    {
        x.normal_(0, 1, context.Initialisation);
        var values = MemoryMarshal.Cast<byte, float>(x.bytes);
        for (int block = 0; block < blocks; block++) OrthogonalRows.Make(values.Slice(block * size * size, size * size), size);
        return x;
    });

    /// <summary>
    /// The weight of a convolution, (filters, channels, height, width) in channels-last memory, uniform in [-limit, limit).
    /// </summary>
    public static Tensor Kernel(long filters, long channels, long height, long width, double limit, ModuleContext context) =>
        Create([filters, height, width, channels], context, x => x.uniform_(-limit, limit, context.Initialisation).permute(0, 3, 1, 2));

    /// <summary>The weight of a convolution over steps, (filters, features, window) with features varying fastest in memory, uniform in [-limit, limit).</summary>
    public static Tensor Kernel(long filters, long features, long window, double limit, ModuleContext context) =>
        Create([filters, window, features], context, x => x.uniform_(-limit, limit, context.Initialisation).permute(0, 2, 1));

    /// <summary>A vector with one value everywhere.</summary>
    public static Tensor Vector(long length, double value, ModuleContext context) =>
        Buffer(length, value, context).requires_grad_();

    /// <summary>A vector that training does not learn, with one value everywhere.</summary>
    public static Tensor Buffer(long length, double value, ModuleContext context) =>
        ScalarMath.Full([length], value, ScalarType.Float32, context.Device).DetachFromDisposeScope();

    /// <summary>A vector of length 1 that training does not learn, every direction equally likely.</summary>
    public static Tensor Direction(long length, ModuleContext context)
    {
        using var drawn = Create([length], context, x => x.normal_(0, 1, context.Initialisation));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return (drawn / drawn.norm()).DetachFromDisposeScope();
    }

    private static Tensor Create(long[] shape, ModuleContext context, Func<Tensor, Tensor> draw)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return draw(empty(shape, ScalarType.Float32, CPU)).to(context.Device).detach().DetachFromDisposeScope().requires_grad_();
    }
}
