namespace Microsoft.ML.DeepModels.Batching;

/// <summary>What values and covariates are scaled by: the rule, and what the training rows were like.</summary>
/// <param name="scaling">the rule</param>
/// <param name="logarithm">whether the logarithm of a value is taken first</param>
/// <param name="lag">the number of rows between the values whose differences are scaled; 0: values are</param>
/// <param name="series">of each training series, by its name: of its values, or of their logarithms, or of the differences of these</param>
/// <param name="covariates">of the covariates of all training rows: first those of the past, then those of the future</param>
internal sealed class SeriesScales(
    SeriesScaling scaling, bool logarithm, int lag, IReadOnlyDictionary<string, Moments> series, IReadOnlyList<Moments> covariates)
{
    // A window that hardly moves would make anything that comes after it a thousand deviations large.
    private const double SmallestPart = 0.01;

    public SeriesScaling Scaling { get; } = scaling;

    public bool Logarithm { get; } = logarithm;

    public IReadOnlyDictionary<string, Moments> Series { get; } = series;

    public IReadOnlyList<Moments> Covariates { get; } = covariates;

    /// <summary>Measures the first rows of every series.</summary>
    /// <param name="scaling">the rule</param>
    /// <param name="logarithm">whether the logarithm of a value is taken first</param>
    /// <param name="lag">the number of rows between the values whose differences are scaled; 0: values are</param>
    /// <param name="store">the rows</param>
    /// <param name="lengths">how many rows of each series are looked at</param>
    public static SeriesScales Measure(SeriesScaling scaling, bool logarithm, int lag, SeriesStore store, IReadOnlyList<int> lengths)
    {
        var series = new Dictionary<string, Moments>();
        var covariates = new Moments.Sum[store.PastCovariates + store.FutureCovariates];
        for (int s = 0; s < store.Series.Count; s++)
        {
            var rows = store.Series[s];
            if (Measure(rows.Values[..lengths[s]], logarithm, lag) is { } moments) series.Add(rows.Name, moments);
            for (int i = 0; i < lengths[s]; i++)
            {
                var known = rows.Covariates(i);
                for (int c = 0; c < covariates.Length; c++)
                    if (float.IsFinite(known[c])) covariates[c].Add(known[c]);
            }
        }
        return new SeriesScales(scaling, logarithm, lag, series, [.. covariates.Select(sum => sum.Result)]);
    }

    /// <summary>What is known of each series of a store; null for those that were not in the training rows.</summary>
    public Moments?[] Of(SeriesStore store) => [.. store.Series.Select(s => Series.TryGetValue(s.Name, out var known) ? known : (Moments?)null)];

    /// <summary>The scale of one window.</summary>
    /// <param name="known">of its series; null: not known</param>
    /// <param name="rows">the values, those before the window that differences are taken to included</param>
    public WindowScale Of(Moments? known, ReadOnlySpan<float> rows)
    {
        if (Scaling == SeriesScaling.None) return new(0, 1, Logarithm);
        if (Scaling == SeriesScaling.Series && known is { } series) return new(series.Mean, series.Unit, Logarithm);
        var own = Measure(rows, Logarithm, lag) ?? default;
        if (known is not { IsConstant: false } training) return new(own.Mean, own.Unit, Logarithm);
        return new(own.Mean, Scaling == SeriesScaling.WindowMean ? training.Deviation : Math.Max(own.Deviation, SmallestPart * training.Deviation), Logarithm);
    }

    /// <summary>Standardises covariates of a row.</summary>
    /// <param name="covariates">of the row</param>
    /// <param name="first">the number of the first of them</param>
    /// <param name="destination">as many</param>
    public void Apply(ReadOnlySpan<float> covariates, int first, Span<float> destination)
    {
        for (int c = 0; c < covariates.Length; c++)
            destination[c] = (float)((covariates[c] - Covariates[first + c].Mean) / Covariates[first + c].Unit);
    }

    // null where there is nothing that can be used
    private static Moments? Measure(ReadOnlySpan<float> values, bool logarithm, int lag)
    {
        var sum = new Moments.Sum();
        var levels = new WindowScale(0, 1, logarithm);
        for (int i = lag; i < values.Length; i++)
        {
            if (!SeriesGaps.IsUsable(values[i], logarithm) || !SeriesGaps.IsUsable(values[i - lag], logarithm)) continue;
            sum.Add(levels.Level(values[i]) - (lag == 0 ? 0 : levels.Level(values[i - lag])));
        }
        return sum.Count == 0 ? null : sum.Result;
    }
}
