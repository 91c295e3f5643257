using System.Runtime.CompilerServices;

namespace Microsoft.ML.DeepModels.Layers.Transposed;

/// <summary>
/// Where the window of a position lies in the result, and which part of it. A row of a window and a row of the result are both laid out by
/// width and filter, so the part of a row that is inside is one stretch of floats.
/// </summary>
internal readonly ref struct WindowPlace
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WindowPlace(TransposedPlan plan, int position)
    {
        int line = position / plan.Width, x = (position - line * plan.Width) * plan.Stride - plan.Padding;
        int image = line / plan.Height, y = (line - image * plan.Height) * plan.Stride - plan.Padding;
        Top = Math.Max(0, -y);
        Bottom = Math.Min(plan.Kernel, plan.OutputHeight - y);
        int left = Math.Max(0, -x), right = Math.Min(plan.Kernel, plan.OutputWidth - x);
        Skipped = left * plan.Filters;
        Length = (right - left) * plan.Filters;
        Offset = (((nint)image * plan.OutputHeight + y + Top) * plan.OutputWidth + x + left) * plan.Filters;
    }

    /// <summary>The first row of the window that is inside.</summary>
    public int Top { get; }

    /// <summary>The end of the rows that are inside; not above <see cref="Top"/>: none.</summary>
    public int Bottom { get; }

    /// <summary>The floats of a row of the window that are outside on the left.</summary>
    public int Skipped { get; }

    /// <summary>The floats of a row of the window that are inside; not above 0: none.</summary>
    public int Length { get; }

    /// <summary>Where the first of them is in the result.</summary>
    public nint Offset { get; }
}
