using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Windows of several series in the order of series and time: those to learn from, or those to judge by.</summary>
internal sealed class SeriesWindows
{
    private readonly SeriesWindow[] _windows;

    private SeriesWindows(SeriesWindow[] windows) => _windows = windows;

    /// <summary>The windows.</summary>
    public ReadOnlySpan<SeriesWindow> All => _windows;

    /// <summary>The number of windows.</summary>
    public int Count => _windows.Length;

    /// <summary>All windows whose rows and targets are there; those with something in them that cannot be used are left out and counted.</summary>
    /// <param name="store">the rows</param>
    /// <param name="shape">the size of windows and targets</param>
    /// <param name="positive">whether only values above 0 can be used</param>
    /// <param name="left">the number of windows that were left out</param>
    public static SeriesWindows Find(SeriesStore store, WindowShape shape, bool positive, out int left)
    {
        var windows = new List<SeriesWindow>();
        left = 0;
        for (int s = 0; s < store.Series.Count; s++)
        {
            var series = store.Series[s];
            var gaps = new SeriesGaps(series, store.PastCovariates, positive);
            for (int last = shape.Rows - 1; last < (long)series.Length - shape.Horizon; last++)
            {
                if (gaps.AreUsable(last - shape.Rows + 1, last) && gaps.AreTargets(last + 1, last + shape.Horizon)) windows.Add(new(s, last));
                else left++;
            }
        }
        return new([.. windows]);
    }

    /// <summary>
    /// Some windows of each series, from one part of the way to another, and those before them. No target of theirs is a target of those before, so as
    /// many windows as the horizon less one, between the two, are in neither part.
    /// </summary>
    /// <param name="from">where they begin: a fraction of the windows of each series, to the nearest, counted from its end; in (0, 1)</param>
    /// <param name="to">where they end, likewise; from 0 to <paramref name="from"/></param>
    /// <param name="horizon">the number of targets of a window</param>
    public (SeriesWindows Before, SeriesWindows Part) Split(double from, double to, int horizon)
    {
        var before = new List<SeriesWindow>();
        var part = new List<SeriesWindow>();
        foreach (var series in _windows.GroupBy(window => window.Series))
        {
            var windows = series.ToArray();
            int begin = windows.Length - (int)Math.Round(windows.Length * from), end = windows.Length - (int)Math.Round(windows.Length * to);
            part.AddRange(windows.AsSpan(begin, end - begin));
            int first = begin == windows.Length ? int.MaxValue : windows[begin].Last;
            before.AddRange(windows.Where(window => window.Last <= (long)first - horizon));
        }
        return (new([.. before]), new([.. part]));
    }

    /// <summary>How many rows of each series its windows and their targets reach; 0 for a series without any.</summary>
    public int[] Lengths(SeriesStore store, int horizon)
    {
        int[] lengths = new int[store.Series.Count];
        foreach (var window in _windows) lengths[window.Series] = window.Last + horizon + 1;
        return lengths;
    }

    /// <summary>The batches of an epoch; the consumer disposes each of them.</summary>
    /// <param name="builder">of the store of the windows</param>
    /// <param name="batchSize">at least 1</param>
    /// <param name="shuffle">with the seed of the order; null: in the order of the windows</param>
    /// <param name="token">looked at before each batch</param>
    public IEnumerable<Batch> Read(WindowBuilder builder, int batchSize, ulong? shuffle, CancellationToken token)
    {
        SeriesWindow[] windows = _windows;
        if (shuffle is { } seed)
        {
            int[] order = [.. Enumerable.Range(0, windows.Length)];
            new Shuffler(seed).Shuffle(order);
            windows = [.. order.Select(i => _windows[i])];
        }
        for (int start = 0; start < windows.Length; start += batchSize)
        {
            token.ThrowIfCancellationRequested();
            yield return builder.Build(windows.AsSpan(start, Math.Min(batchSize, windows.Length - start)), targets: true);
        }
    }
}
