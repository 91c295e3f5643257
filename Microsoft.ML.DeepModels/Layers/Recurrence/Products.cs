using System.Runtime.CompilerServices;
using static Microsoft.ML.DeepModels.Layers.Recurrence.LaneOperations;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>
/// Products of matrices on one thread, made for the sizes of a recurrent step. There a library's call costs more than its arithmetic, and
/// not every library knows every processor.
/// </summary>
internal static unsafe class Products<T>
    where T : struct, ILanes<T>
{
    /// <summary>What the number of rows of a result must be a multiple of.</summary>
    public const int Rows = 4;

    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>Lays a right factor out in the order in which a product reads it; the same number of floats.</summary>
    /// <param name="inner">its rows</param>
    /// <param name="columns">its columns, a multiple of the lanes</param>
    /// <param name="source">its values</param>
    /// <param name="rowStride">floats from a value to the one below</param>
    /// <param name="columnStride">floats from a value to the one on the right</param>
    /// <param name="packed">where it goes</param>
    [MethodImpl(Hot)]
    public static void Pack(int inner, int columns, float* source, nint rowStride, nint columnStride, float* packed)
    {
        for (int column = 0; column < columns; column += Width(columns - column))
        {
            int width = Width(columns - column);
            for (int row = 0; row < inner; row++)
            {
                float* from = source + row * rowStride + column * columnStride;
                for (int i = 0; i < width; i++) *packed++ = from[i * columnStride];
            }
        }
    }

    /// <summary>c = a b, or c += a b.</summary>
    /// <param name="rows">the rows of a and c, a multiple of <see cref="Rows"/></param>
    /// <param name="columns">the columns of b and c, a multiple of the lanes</param>
    /// <param name="inner">the columns of a and rows of b</param>
    /// <param name="a">the left factor</param>
    /// <param name="aRow">floats from a value of a to the one below</param>
    /// <param name="aInner">floats from a value of a to the one on the right</param>
    /// <param name="b">the right factor</param>
    /// <param name="bRow">floats from a row of b to the next; 0: it is packed</param>
    /// <param name="c">the result</param>
    /// <param name="cRow">floats from a row of c to the next</param>
    /// <param name="add">whether the product is added to what is there</param>
    public static void Multiply(
        int rows, int columns, int inner, float* a, nint aRow, nint aInner, float* b, nint bRow, float* c, nint cRow, bool add)
    {
        for (int column = 0; column < columns;)
        {
            int width = Width(columns - column);
            nint stride = bRow == 0 ? width : bRow;
            float* from = bRow == 0 ? b + (nint)column * inner : b + column;
            for (int row = 0; row < rows; row += Rows)
            {
                float* left = a + row * aRow, to = c + row * cRow + column;
                if (width == 3 * Count<T>()) Three(inner, left, aRow, aInner, from, stride, to, cRow, add);
                else if (width == 2 * Count<T>()) Two(inner, left, aRow, aInner, from, stride, to, cRow, add);
                else One(inner, left, aRow, aInner, from, stride, to, cRow, add);
            }
            column += width;
        }
    }

    // The columns that are taken at once: twelve sums, three values of b and one of a fit into sixteen registers.
    private static int Width(int left) => Math.Min(3 * Count<T>(), left);

    [MethodImpl(Hot)]
    private static void Three(int inner, float* a, nint aRow, nint aInner, float* b, nint bRow, float* c, nint cRow, bool add)
    {
        int w = Count<T>();
        T c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        T c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        if (add)
        {
            float* from = c;
            (c00, c01, c02) = (Load<T>(from), Load<T>(from + w), Load<T>(from + 2 * w));
            from += cRow;
            (c10, c11, c12) = (Load<T>(from), Load<T>(from + w), Load<T>(from + 2 * w));
            from += cRow;
            (c20, c21, c22) = (Load<T>(from), Load<T>(from + w), Load<T>(from + 2 * w));
            from += cRow;
            (c30, c31, c32) = (Load<T>(from), Load<T>(from + w), Load<T>(from + 2 * w));
        }
        float* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
        for (int i = 0; i < inner; i++)
        {
            T b0 = Load<T>(b), b1 = Load<T>(b + w), b2 = Load<T>(b + 2 * w);
            T x = All<T>(*a);
            c00 = MultiplyAdd(x, b0, c00);
            c01 = MultiplyAdd(x, b1, c01);
            c02 = MultiplyAdd(x, b2, c02);
            x = All<T>(*a1);
            c10 = MultiplyAdd(x, b0, c10);
            c11 = MultiplyAdd(x, b1, c11);
            c12 = MultiplyAdd(x, b2, c12);
            x = All<T>(*a2);
            c20 = MultiplyAdd(x, b0, c20);
            c21 = MultiplyAdd(x, b1, c21);
            c22 = MultiplyAdd(x, b2, c22);
            x = All<T>(*a3);
            c30 = MultiplyAdd(x, b0, c30);
            c31 = MultiplyAdd(x, b1, c31);
            c32 = MultiplyAdd(x, b2, c32);
            a += aInner;
            a1 += aInner;
            a2 += aInner;
            a3 += aInner;
            b += bRow;
        }
        Store3(c00, c01, c02, c);
        Store3(c10, c11, c12, c + cRow);
        Store3(c20, c21, c22, c + 2 * cRow);
        Store3(c30, c31, c32, c + 3 * cRow);
    }

    [MethodImpl(Hot)]
    private static void Two(int inner, float* a, nint aRow, nint aInner, float* b, nint bRow, float* c, nint cRow, bool add)
    {
        int w = Count<T>();
        T c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        if (add)
        {
            (c00, c01) = (Load<T>(c), Load<T>(c + w));
            (c10, c11) = (Load<T>(c + cRow), Load<T>(c + cRow + w));
            (c20, c21) = (Load<T>(c + 2 * cRow), Load<T>(c + 2 * cRow + w));
            (c30, c31) = (Load<T>(c + 3 * cRow), Load<T>(c + 3 * cRow + w));
        }
        float* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
        for (int i = 0; i < inner; i++)
        {
            T b0 = Load<T>(b), b1 = Load<T>(b + w);
            T x = All<T>(*a);
            c00 = MultiplyAdd(x, b0, c00);
            c01 = MultiplyAdd(x, b1, c01);
            x = All<T>(*a1);
            c10 = MultiplyAdd(x, b0, c10);
            c11 = MultiplyAdd(x, b1, c11);
            x = All<T>(*a2);
            c20 = MultiplyAdd(x, b0, c20);
            c21 = MultiplyAdd(x, b1, c21);
            x = All<T>(*a3);
            c30 = MultiplyAdd(x, b0, c30);
            c31 = MultiplyAdd(x, b1, c31);
            a += aInner;
            a1 += aInner;
            a2 += aInner;
            a3 += aInner;
            b += bRow;
        }
        Store2(c00, c01, c);
        Store2(c10, c11, c + cRow);
        Store2(c20, c21, c + 2 * cRow);
        Store2(c30, c31, c + 3 * cRow);
    }

    [MethodImpl(Hot)]
    private static void One(int inner, float* a, nint aRow, nint aInner, float* b, nint bRow, float* c, nint cRow, bool add)
    {
        T c0 = default, c1 = default, c2 = default, c3 = default;
        if (add) (c0, c1, c2, c3) = (Load<T>(c), Load<T>(c + cRow), Load<T>(c + 2 * cRow), Load<T>(c + 3 * cRow));
        float* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
        for (int i = 0; i < inner; i++)
        {
            T x = Load<T>(b);
            c0 = MultiplyAdd(All<T>(*a), x, c0);
            c1 = MultiplyAdd(All<T>(*a1), x, c1);
            c2 = MultiplyAdd(All<T>(*a2), x, c2);
            c3 = MultiplyAdd(All<T>(*a3), x, c3);
            a += aInner;
            a1 += aInner;
            a2 += aInner;
            a3 += aInner;
            b += bRow;
        }
        Store(c0, c);
        Store(c1, c + cRow);
        Store(c2, c + 2 * cRow);
        Store(c3, c + 3 * cRow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store3(T first, T second, T third, float* to)
    {
        Store2(first, second, to);
        Store(third, to + 2 * Count<T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store2(T first, T second, float* to)
    {
        Store(first, to);
        Store(second, to + Count<T>());
    }
}
