namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// A window that slides over timesteps: the size arithmetic of convolutions and poolings of sequences. Where it stands depends on no row's
/// length, so that longer rows in the same batch move nothing: the window of result i begins at step i * stride minus <see cref="Before"/>.
/// </summary>
internal readonly record struct StepWindow(int Size, int Stride, int Dilation, Padding Padding)
{
    /// <summary>The number of steps between the window's first and last, both counted.</summary>
    public long Extent => (long)Dilation * (Size - 1) + 1;

    /// <summary>The smallest number of steps that the window needs.</summary>
    public long Minimum => Padding == Padding.Valid ? Extent : 1;

    /// <summary>The places added before the first step.</summary>
    public long Before => Padding switch { Padding.Same => (Extent - 1) / 2, Padding.Causal => Extent - 1, _ => 0 };

    /// <summary>The number of results; a sequence shorter than <see cref="Minimum"/> counts as filled up to it.</summary>
    public int Output(int steps) =>
        (int)(Padding == Padding.Valid ? (Math.Max(steps, Extent) - Extent) / Stride + 1 : ((long)steps + Stride - 1) / Stride);

    /// <summary>The places that the last window needs after the last step.</summary>
    public long After(int steps) => Math.Max(0, (Output(steps) - 1L) * Stride + Extent - Before - steps);

    /// <summary>The steps of a sequence under the window of a result, for a window without dilation.</summary>
    public long Covered(int result, int steps)
    {
        long start = (long)result * Stride - Before;
        return Math.Max(0, Math.Min(start + Size, steps) - Math.Max(start, 0));
    }
}
