using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Errors that libtorch words itself when its own functions are asked.</summary>
internal static class Ranges
{
    public static Exception Dimension(long dim, long dimensions) => new ExternalException(
        $"Dimension out of range (expected to be in range of [{-Math.Max(dimensions, 1)}, {Math.Max(dimensions, 1) - 1}], but got {dim})");
}
