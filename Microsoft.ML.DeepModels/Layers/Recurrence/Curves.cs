using System.Runtime.CompilerServices;
using static Microsoft.ML.DeepModels.Layers.Recurrence.LaneOperations;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>The functions of recurrent cells, with an error below 1e-6; what is not a number stays so.</summary>
internal static class Curves
{
    // Beyond these the exponential would leave the range of a float.
    private const float Limit = 87;

    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the lowest bits.
    private const float Rounder = 12582912;

    /// <summary>1 / (1 + exp(-x))</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : struct, ILanes<T> => All<T>(1) / (All<T>(1) + Exp(All<T>(0) - x));

    /// <summary>2 sigmoid(2 x) - 1</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : struct, ILanes<T> => All<T>(2) / (All<T>(1) + Exp(All<T>(-2) * x)) - All<T>(1);

    // exp(x) = 2^n exp(r) with r in [-ln(2) / 2, ln(2) / 2], and the polynomial of Cephes (Moshier 1992) for exp(r).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Exp<T>(T x)
        where T : struct, ILanes<T>
    {
        x = x.AtLeast(All<T>(-Limit)).AtMost(All<T>(Limit));
        T rounded = MultiplyAdd(x, All<T>(1.44269504088896341f), All<T>(Rounder)), n = rounded - All<T>(Rounder);
        T r = MultiplyAdd(n, All<T>(-0.693359375f), x);
        r = MultiplyAdd(n, All<T>(2.12194440e-4f), r);
        T p = MultiplyAdd(All<T>(1.9875691500e-4f), r, All<T>(1.3981999507e-3f));
        p = MultiplyAdd(p, r, All<T>(8.3334519073e-3f));
        p = MultiplyAdd(p, r, All<T>(4.1665795894e-2f));
        p = MultiplyAdd(p, r, All<T>(1.6666665459e-1f));
        p = MultiplyAdd(p, r, All<T>(5.0000001201e-1f));
        p = MultiplyAdd(p, r * r, r + All<T>(1));
        return p * rounded.PowerOfTwo();
    }
}
