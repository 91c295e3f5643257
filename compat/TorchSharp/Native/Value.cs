using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>What a <see cref="Value"/> or an <see cref="Arg"/> holds. The numbers are those of common.h.</summary>
internal enum Tag : long { Default, None, Tensor, Int, Double, Bool, Complex, String, Device, Generator, IntList, DoubleList, TensorList }

/// <summary>An argument or a result as it crosses to the native side.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Value
{
    public Tag Tag;
    public long Bits;
    public long Count;
}
