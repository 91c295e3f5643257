namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// A window that slides along one axis of an image: the size arithmetic of convolutions and poolings.
/// </summary>
internal readonly record struct Window(int Size, int Stride, int Dilation, Padding Padding)
{
    /// <summary>The number of places between the window's first and last, both counted.</summary>
    public long Extent => (long)Dilation * (Size - 1) + 1;

    /// <summary>The smallest input that gives an output.</summary>
    public long Minimum => Padding == Padding.Same ? 1 : Extent - 2 * Margin;

    public int Output(int input) =>
        Padding == Padding.Same ? (int)(((long)input + Stride - 1) / Stride) : (int)((input + 2 * Margin - Extent) / Stride + 1);

    /// <summary>The places to add before and after the input.</summary>
    public (long Before, long After) Added(int input)
    {
        if (Padding != Padding.Same) return (Margin, Margin);
        long total = Math.Max(0, (Output(input) - 1L) * Stride + Extent - input);
        return (total / 2, total - total / 2);
    }

    /// <summary>What is added on each side whatever the input.</summary>
    private long Margin => Padding == Padding.Symmetric ? (long)Dilation * ((Size - 1) / 2) : 0;
}
