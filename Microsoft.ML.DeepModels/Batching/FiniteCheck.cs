using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Finds NaN and infinities.</summary>
internal static class FiniteCheck
{
    private const int Exponent = 0x7F800000; // all ones in NaN and in the infinities, and in no other number

    /// <summary>The index of the first value that is not finite, or -1.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(values);
        var exponent = new Vector<int>(Exponent);
        int i = 0;
        for (; i <= bits.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            if (Vector.EqualsAny(new Vector<int>(bits[i..]) & exponent, exponent)) break;
        }
        for (; i < bits.Length; i++)
        {
            if ((bits[i] & Exponent) == Exponent) return i;
        }
        return -1;
    }

    /// <summary>"NaN", "infinity" or "-infinity".</summary>
    public static string Name(float value) => float.IsNaN(value) ? "NaN" : value > 0 ? "infinity" : "-infinity";
}
