using TorchSharp.Native;

namespace TorchSharp;

/// <summary>PyTorch's functions under PyTorch's names.</summary>
public static partial class torch
{
    private static ScalarType s_defaultType = ScalarType.Float32;

    public static ScalarType @bool = ScalarType.Bool;
    public static ScalarType uint8 = ScalarType.Byte;
    public static ScalarType int8 = ScalarType.Int8;
    public static ScalarType int16 = ScalarType.Int16;
    public static ScalarType int32 = ScalarType.Int32;
    public static ScalarType int64 = ScalarType.Int64;
    public static ScalarType bfloat16 = ScalarType.BFloat16;
    public static ScalarType float16 = ScalarType.Float16;
    public static ScalarType float32 = ScalarType.Float32;
    public static ScalarType float64 = ScalarType.Float64;

    /// <summary>The libtorch that the official package of this version asks for; what runs may be another.</summary>
    public static string __version__ => "2.7.1.0";

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.CurrentDisposeScope;

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.NewDisposeScope();

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    public static ScalarType get_default_dtype() => s_defaultType;

    public static void set_default_dtype(ScalarType dtype)
    {
        if (!is_floating_point(dtype)) throw new ArgumentException("Only floating-point types are supported as the default type.");
        s_defaultType = dtype;
    }

    public static bool is_integral(ScalarType type) => type is <= ScalarType.Int64 or ScalarType.Bool;

    public static bool is_floating_point(ScalarType type) => type is >= ScalarType.Float16 and <= ScalarType.Float64 or ScalarType.BFloat16;

    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => tensors.Count == 1 ? tensors[0].alias() : Ops.cat.Call(Listed(tensors), dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Ops.stack.Call(Listed(tensors), dim);

    public static Tensor hstack(IList<Tensor> tensors) => Ops.hstack.Call(Listed(tensors));

    public static Tensor vstack(IList<Tensor> tensors) => Ops.vstack.Call(Listed(tensors));

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);

    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

    public static Tensor einsum(string equation, params Tensor[] tensors) => Ops.einsum.Call(equation, Listed(tensors));

    internal static Tensor[] Listed(IEnumerable<Tensor> tensors) => tensors as Tensor[] ?? [.. tensors];

    // The element type of a .NET type.
    internal static ScalarType ToScalarType(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => ScalarType.Bool,
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        _ when type == typeof(Half) => ScalarType.Float16,
        _ when type == typeof(System.Numerics.Complex) => ScalarType.ComplexFloat64,
        _ => throw new NotSupportedException($"The type {type.FullName} is not supported.")
    };
}
