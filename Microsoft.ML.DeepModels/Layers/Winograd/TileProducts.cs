using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.DeepModels.Layers.Recurrence;
using static Microsoft.ML.DeepModels.Layers.Recurrence.LaneOperations;

namespace Microsoft.ML.DeepModels.Layers.Winograd;

/// <summary>
/// Products of (tiles, channels) with (channels, filters) on one thread. The products of recurrent steps take four rows at a time, for they have
/// few; here eight rows share what is read of the filters, which come from the second cache. A value is one chain of sums over the channels in
/// their order, whatever stands beside it, so a row is the same alone and in a batch.
/// </summary>
internal static unsafe class TileProducts<T>
    where T : struct, ILanes<T>
{
    /// <summary>What the number of rows must be a multiple of.</summary>
    public const int Rows = 8;

    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>The columns of a panel of the right factor, which is laid out as (panels, inner, columns of a panel).</summary>
    public static int Panel => 2 * Count<T>();

    /// <summary>c = a b.</summary>
    /// <param name="rows">the rows of a and c, a multiple of <see cref="Rows"/></param>
    /// <param name="columns">the columns of b and c, a multiple of <see cref="Panel"/></param>
    /// <param name="inner">the columns of a and rows of b</param>
    /// <param name="a">(rows, inner)</param>
    /// <param name="b">(panels, inner, columns of a panel)</param>
    /// <param name="c">(rows, columns)</param>
    public static void Multiply(int rows, int columns, int inner, float* a, float* b, float* c)
    {
        // Sixteen sums, two values of b and one of a need nineteen registers: processors with wide lanes have 32, others sixteen.
        bool eight = Count<T>() == Vector512<float>.Count;
        int panel = Panel;
        for (int column = 0; column < columns; column += panel, b += (nint)inner * panel)
        {
            if (eight) for (int row = 0; row < rows; row += 8) Eight(inner, a + (nint)row * inner, b, c + (nint)row * columns + column, columns);
            else for (int row = 0; row < rows; row += 4) Four(inner, a + (nint)row * inner, b, c + (nint)row * columns + column, columns);
        }
    }

    [MethodImpl(Hot)]
    private static void Eight(int inner, float* a, float* b, float* c, nint stride)
    {
        int w = Count<T>();
        T c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        T c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        float* a1 = a + inner, a2 = a1 + inner, a3 = a2 + inner, a4 = a3 + inner, a5 = a4 + inner, a6 = a5 + inner, a7 = a6 + inner;
        for (nint i = 0; i < inner; i++, b += 2 * w)
        {
            T b0 = Load<T>(b), b1 = Load<T>(b + w);
            T x = All<T>(a[i]);
            c00 = MultiplyAdd(x, b0, c00);
            c01 = MultiplyAdd(x, b1, c01);
            x = All<T>(a1[i]);
            c10 = MultiplyAdd(x, b0, c10);
            c11 = MultiplyAdd(x, b1, c11);
            x = All<T>(a2[i]);
            c20 = MultiplyAdd(x, b0, c20);
            c21 = MultiplyAdd(x, b1, c21);
            x = All<T>(a3[i]);
            c30 = MultiplyAdd(x, b0, c30);
            c31 = MultiplyAdd(x, b1, c31);
            x = All<T>(a4[i]);
            c40 = MultiplyAdd(x, b0, c40);
            c41 = MultiplyAdd(x, b1, c41);
            x = All<T>(a5[i]);
            c50 = MultiplyAdd(x, b0, c50);
            c51 = MultiplyAdd(x, b1, c51);
            x = All<T>(a6[i]);
            c60 = MultiplyAdd(x, b0, c60);
            c61 = MultiplyAdd(x, b1, c61);
            x = All<T>(a7[i]);
            c70 = MultiplyAdd(x, b0, c70);
            c71 = MultiplyAdd(x, b1, c71);
        }
        Store2(c00, c01, c);
        Store2(c10, c11, c += stride);
        Store2(c20, c21, c += stride);
        Store2(c30, c31, c += stride);
        Store2(c40, c41, c += stride);
        Store2(c50, c51, c += stride);
        Store2(c60, c61, c += stride);
        Store2(c70, c71, c + stride);
    }

    [MethodImpl(Hot)]
    private static void Four(int inner, float* a, float* b, float* c, nint stride)
    {
        int w = Count<T>();
        T c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        float* a1 = a + inner, a2 = a1 + inner, a3 = a2 + inner;
        for (nint i = 0; i < inner; i++, b += 2 * w)
        {
            T b0 = Load<T>(b), b1 = Load<T>(b + w);
            T x = All<T>(a[i]);
            c00 = MultiplyAdd(x, b0, c00);
            c01 = MultiplyAdd(x, b1, c01);
            x = All<T>(a1[i]);
            c10 = MultiplyAdd(x, b0, c10);
            c11 = MultiplyAdd(x, b1, c11);
            x = All<T>(a2[i]);
            c20 = MultiplyAdd(x, b0, c20);
            c21 = MultiplyAdd(x, b1, c21);
            x = All<T>(a3[i]);
            c30 = MultiplyAdd(x, b0, c30);
            c31 = MultiplyAdd(x, b1, c31);
        }
        Store2(c00, c01, c);
        Store2(c10, c11, c += stride);
        Store2(c20, c21, c += stride);
        Store2(c30, c31, c + stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store2(T first, T second, float* to)
    {
        Store(first, to);
        Store(second, to + Count<T>());
    }
}
