using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The orthogonal matrix of a random one.</summary>
internal static class OrthogonalRows
{
    /// <summary>
    /// Gram and Schmidt: takes the earlier rows out of each row and gives it length 1. Of normally distributed rows this makes every
    /// orthogonal matrix equally likely. Twice, for once is not exact in floating point (Giraud et al. 2005).
    /// </summary>
    /// <param name="matrix">(rows, length), no more rows than their length</param>
    /// <param name="length">the length of a row</param>
    public static void Make(Span<float> matrix, int length)
    {
        for (int start = 0; start < matrix.Length; start += length)
        {
            var row = matrix.Slice(start, length);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int other = 0; other < start; other += length)
                {
                    var before = matrix.Slice(other, length);
                    Subtract(before, Dot(before, row), row);
                }
            }
            Scale(row, 1 / MathF.Sqrt(Dot(row, row)));
        }
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> va = MemoryMarshal.Cast<float, Vector<float>>(a), vb = MemoryMarshal.Cast<float, Vector<float>>(b);
        var sums = Vector<float>.Zero;
        for (int i = 0; i < va.Length; i++) sums = Vector.FusedMultiplyAdd(va[i], vb[i], sums);
        float sum = Vector.Sum(sums);
        for (int i = va.Length * Vector<float>.Count; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static void Subtract(ReadOnlySpan<float> from, float factor, Span<float> to)
    {
        var source = MemoryMarshal.Cast<float, Vector<float>>(from);
        var target = MemoryMarshal.Cast<float, Vector<float>>(to);
        var factors = new Vector<float>(-factor);
        for (int i = 0; i < source.Length; i++) target[i] = Vector.FusedMultiplyAdd(factors, source[i], target[i]);
        for (int i = source.Length * Vector<float>.Count; i < from.Length; i++) to[i] -= factor * from[i];
    }

    private static void Scale(Span<float> row, float factor)
    {
        foreach (ref float value in row) value *= factor;
    }
}
