namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Which source pixels, with which weights, make each pixel along one axis: a tent whose half width is one source pixel, or
/// one pixel of the result where that is wider.
/// </summary>
internal sealed class ResizeAxis
{
    private readonly int[] _starts;
    private readonly int[] _offsets;
    private readonly float[] _weights;

    public ResizeAxis(int source, int result)
    {
        Source = source;
        double scale = (double)source / result, support = Math.Max(1, scale);
        _starts = new int[result];
        _offsets = new int[result + 1];
        var weights = new List<float>();
        for (int i = 0; i < result; i++)
        {
            double center = (i + 0.5) * scale; // in source pixels, the middle of the first is 0.5
            int start = Math.Max(0, (int)(center - support + 0.5)), end = Math.Min(source, (int)(center + support + 0.5));
            double sum = 0;
            for (int k = start; k < end; k++) sum += Tent((k + 0.5 - center) / support);
            for (int k = start; k < end; k++) weights.Add((float)(Tent((k + 0.5 - center) / support) / sum));
            _starts[i] = start;
            _offsets[i + 1] = weights.Count;
        }
        _weights = [.. weights];
    }

    /// <summary>The number of source pixels.</summary>
    public int Source { get; }

    /// <summary>The first source pixel of pixel <paramref name="i"/> of the result.</summary>
    public int Start(int i) => _starts[i];

    /// <summary>The weights of that pixel and those after it; their sum is 1.</summary>
    public ReadOnlySpan<float> Weights(int i) => _weights.AsSpan(_offsets[i].._offsets[i + 1]);

    private static double Tent(double x) => Math.Max(0, 1 - Math.Abs(x));
}
