using System.Runtime.CompilerServices;

namespace TorchSharp.Native;

/// <summary>An argument of an operator on the managed side; it keeps what it came from alive during the call.</summary>
internal readonly struct Arg
{
    public readonly object? Source;
    public readonly long Bits;
    public readonly Tag Tag;

    private Arg(Tag tag, long bits, object? source = null) => (Tag, Bits, Source) = (tag, bits, source);

    private Arg(Tag tag, object? source) => (Tag, Source) = (source is null ? Tag.None : tag, source);

    public static Arg None => new(Tag.None, 0L);

    /// <summary>Whatever the operator's schema says.</summary>
    public static Arg Default => new(Tag.Default, 0L);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Arg(torch.Tensor? value) => value is null ? None : new(Tag.Tensor, value.Handle, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Arg(long value) => new(Tag.Int, value);

    public static implicit operator Arg(long? value) => value is { } given ? new(Tag.Int, given) : None;

    public static implicit operator Arg(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Arg(double? value) => value is { } given ? given : None;

    public static implicit operator Arg(bool value) => new(Tag.Bool, value ? 1L : 0L);

    public static implicit operator Arg(Scalar? value) => value is null ? None : new(value.Tag, value.Bits, value.Parts);

    public static implicit operator Arg(torch.ScalarType value) => new(Tag.Int, (long)value);

    public static implicit operator Arg(torch.ScalarType? value) => value is { } given ? new(Tag.Int, (long)given) : None;

    public static implicit operator Arg(torch.Device? value) => value is null ? None : new(Tag.Device, Pack(value));

    public static implicit operator Arg(torch.Generator? value) => value is null ? None : new(Tag.Generator, value.Handle, value);

    public static implicit operator Arg(string? value) => new(Tag.String, value);

    public static implicit operator Arg(long[]? value) => new(Tag.IntList, value);

    public static implicit operator Arg(double[]? value) => new(Tag.DoubleList, value);

    public static implicit operator Arg(torch.Tensor?[]? value) => new(Tag.TensorList, value);

    /// <summary>A device as one number: type in the low half, index in the high half.</summary>
    public static long Pack(torch.Device device) => ((long)device.index << 32) | (uint)device.type;
}
