using System.Numerics;
using TorchSharp.Native;

namespace TorchSharp;

/// <summary>A number of any kind, as operators take it.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly Tag Tag;
    internal readonly long Bits;
    internal readonly double[]? Parts; // a complex number's

    private Scalar(torch.ScalarType type, Tag tag, long bits, double[]? parts = null) =>
        (Type, Tag, Bits, Parts) = (type, tag, bits, parts);

    public torch.ScalarType Type { get; }

    public static implicit operator Scalar(byte value) => Integer(value);

    public static implicit operator Scalar(sbyte value) => Integer(value);

    public static implicit operator Scalar(short value) => Integer(value);

    public static implicit operator Scalar(int value) => Integer(value);

    public static implicit operator Scalar(long value) => Integer(value);

    public static implicit operator Scalar(Half value) => Real((double)value);

    public static implicit operator Scalar(float value) => Real(value);

    public static implicit operator Scalar(double value) => Real(value);

    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, Tag.Bool, value ? 1 : 0);

    public static implicit operator Scalar((float, float) value) => Pair(value.Item1, value.Item2);

    public static implicit operator Scalar(Complex value) => Pair(value.Real, value.Imaginary);

    /// <summary>Nothing native is held here.</summary>
    public void Dispose()
    {
    }

    internal double AsDouble() => Tag switch
    {
        Tag.Double => BitConverter.Int64BitsToDouble(Bits),
        Tag.Complex => Parts![0],
        _ => Bits
    };

    internal long AsInt64() => Tag is Tag.Int or Tag.Bool ? Bits : (long)AsDouble();

    private static Scalar Integer(long value) => new(torch.ScalarType.Int64, Tag.Int, value);

    private static Scalar Real(double value) => new(torch.ScalarType.Float64, Tag.Double, BitConverter.DoubleToInt64Bits(value));

    private static Scalar Pair(double real, double imaginary) => new(torch.ScalarType.ComplexFloat64, Tag.Complex, 0, [real, imaginary]);
}
