using TorchSharp;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>
/// Arithmetic of tensors and numbers: the only place where a <see cref="Scalar"/> is made. A scalar that TorchSharp makes of a number (in <c>x * 0.5</c>, in
/// <c>x + y</c>, which is <c>add(y, 1)</c>, even in <c>add(scalar)</c>) belongs to nobody: a garbage collection on another thread may finalize it while native code reads it, and training fails at
/// random with "Unknown scalar type". Here each is held by a field, or by a <c>using</c> until the call is over. Names that end in _ change the tensor and return it.
/// </summary>
internal static class ScalarMath
{
    // As int, as TorchSharp's own operators have them: they do not change the type of a tensor of whole numbers.
    private static readonly Scalar _zero = 0, _one = 1, _two = 2;

    private static readonly Scalar _unit = 1.0;

    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, _one);

    public static Tensor Plus(this Tensor x, double value)
    {
        using Scalar scalar = value;
        return x.add(scalar, _one);
    }

    public static Tensor Plus_(this Tensor x, Tensor y) => x.add_(y, _one);

    public static Tensor Plus_(this Tensor x, double value)
    {
        using Scalar scalar = value;
        return x.add_(scalar, _one);
    }

    /// <summary>x + factor * y.</summary>
    public static Tensor PlusScaled_(this Tensor x, Tensor y, double factor)
    {
        using Scalar scalar = factor;
        return x.add_(y, scalar);
    }

    public static Tensor Minus(this Tensor x, double value)
    {
        using Scalar scalar = value;
        return x.sub(scalar);
    }

    /// <summary>1 - x.</summary>
    public static Tensor OneMinus(this Tensor x)
    {
        using var negative = x.neg();
        return negative.add(_one, _one);
    }

    public static Tensor Times(this Tensor x, double factor)
    {
        using Scalar scalar = factor;
        return x.mul(scalar);
    }

    public static Tensor Times_(this Tensor x, double factor)
    {
        using Scalar scalar = factor;
        return x.mul_(scalar);
    }

    public static Tensor Over(this Tensor x, double divisor)
    {
        using Scalar scalar = divisor;
        return x.div(scalar);
    }

    public static Tensor Over_(this Tensor x, double divisor)
    {
        using Scalar scalar = divisor;
        return x.div_(scalar);
    }

    /// <summary>x + y * z.</summary>
    public static Tensor PlusProduct(this Tensor x, Tensor y, Tensor z) => x.addcmul(y, z, _one);

    /// <summary>x + factor * y * z.</summary>
    public static Tensor PlusProduct_(this Tensor x, Tensor y, Tensor z, double factor)
    {
        using Scalar scalar = factor;
        return x.addcmul_(y, z, scalar);
    }

    /// <summary>x + factor * y / z.</summary>
    public static Tensor PlusQuotient_(this Tensor x, Tensor y, Tensor z, double factor)
    {
        using Scalar scalar = factor;
        return x.addcdiv_(y, z, scalar);
    }

    public static Tensor Squared(this Tensor x) => x.pow(_two);

    public static Tensor Power_(this Tensor x, double exponent)
    {
        using Scalar scalar = exponent;
        return x.pow_(scalar);
    }

    public static Tensor AtLeast(this Tensor x, double minimum)
    {
        using Scalar scalar = minimum;
        return x.clamp_min(scalar);
    }

    public static Tensor AtLeast_(this Tensor x, double minimum)
    {
        using Scalar scalar = minimum;
        return x.clamp_min_(scalar);
    }

    public static Tensor AtMost(this Tensor x, double maximum)
    {
        using Scalar scalar = maximum;
        return x.clamp_max(scalar);
    }

    public static Tensor AtMost_(this Tensor x, double maximum)
    {
        using Scalar scalar = maximum;
        return x.clamp_max_(scalar);
    }

    public static Tensor Within(this Tensor x, double minimum, double maximum)
    {
        using Scalar low = minimum, high = maximum;
        return x.clamp(low, high);
    }

    public static Tensor Within_(this Tensor x, double minimum, double maximum)
    {
        using Scalar low = minimum, high = maximum;
        return x.clamp_(low, high);
    }

    public static Tensor Above(this Tensor x, double value)
    {
        using Scalar scalar = value;
        return x.gt(scalar);
    }

    public static Tensor Above(this Tensor x, long value)
    {
        using Scalar scalar = value;
        return x.gt(scalar);
    }

    /// <summary>All zeros; <c>zero_()</c> would not do it: in TorchSharp that returns new zeros and leaves the tensor as it was.</summary>
    public static Tensor Clear_(this Tensor x) => x.fill_(_zero);

    public static Tensor Fill_(this Tensor x, double value)
    {
        using Scalar scalar = value;
        return x.fill_(scalar);
    }

    public static Tensor FilledWhere(this Tensor x, Tensor mask, double value)
    {
        using Scalar scalar = value;
        return x.masked_fill(mask, scalar);
    }

    public static Tensor Full(long[] shape, double value, ScalarType type, Device device)
    {
        using Scalar scalar = value;
        return full(shape, scalar, type, device);
    }

    public static Tensor LeakyRelu(this Tensor x, double slope)
    {
        using Scalar scalar = slope;
        return x.leaky_relu(scalar);
    }

    public static Tensor LeakyRelu_(this Tensor x, double slope)
    {
        using Scalar scalar = slope;
        return x.leaky_relu_(scalar);
    }

    public static Tensor Elu(this Tensor x) => x.elu(_unit, _unit, _unit);

    /// <summary>log(1 + exp(x)) as minus the logarithm of sigmoid(-x): TorchSharp's softplus takes numbers only, and makes scalars of them.</summary>
    public static Tensor Softplus(this Tensor x)
    {
        using var negative = x.neg();
        return negative.log_sigmoid().neg_();
    }

    /// <summary>The number in a tensor of one value. TorchSharp's ToDouble of a tensor leaves a scalar to the finalizer, too.</summary>
    public static double Number(this Tensor x)
    {
        using var scalar = x.ToScalar();
        return scalar.ToDouble();
    }
}
