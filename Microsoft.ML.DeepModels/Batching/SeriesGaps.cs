namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Which rows of a series cannot be used, so that a window is checked at once.</summary>
internal sealed class SeriesGaps
{
    private readonly int[] _lastBad; // up to each row, the last that has no usable value or covariate
    private readonly int[] _lastWithoutValue; // up to each row, the last that has no usable value
    private readonly int[] _lastUnknown; // up to each row, the last without the covariates that should be known in advance

    /// <param name="series">the rows</param>
    /// <param name="pastCovariates">the number of covariates of the past, which come first</param>
    /// <param name="positive">whether only values above 0 can be used</param>
    public SeriesGaps(Series series, int pastCovariates, bool positive)
    {
        _lastBad = new int[series.Count];
        _lastWithoutValue = new int[series.Count];
        _lastUnknown = new int[series.Count];
        int bad = -1, without = -1, unknown = -1;
        for (int i = 0; i < series.Count; i++)
        {
            var covariates = series.Covariates(i);
            if (FiniteCheck.IndexOfNonFinite(covariates[pastCovariates..]) >= 0) unknown = i;
            if (!IsUsable(series.Values[i], positive)) without = i;
            if (unknown == i || without == i || FiniteCheck.IndexOfNonFinite(covariates[..pastCovariates]) >= 0)
            {
                bad = i;
                if (i < series.Length) BadRows++;
            }
            _lastBad[i] = bad;
            _lastWithoutValue[i] = without;
            _lastUnknown[i] = unknown;
        }
    }

    /// <summary>The number of rows with something missing, those of the future not counted.</summary>
    public int BadRows { get; }

    /// <summary>Whether a value can be used.</summary>
    public static bool IsUsable(float value, bool positive) => float.IsFinite(value) && (!positive || value > 0);

    /// <summary>Whether rows are all there and can all be used.</summary>
    public bool AreUsable(int first, int last) => first >= 0 && last < _lastBad.Length && _lastBad[last] < first;

    /// <summary>Whether rows are all there and have values that can be used, whatever their covariates are.</summary>
    public bool HaveValues(int first, int last) => first >= 0 && last < _lastWithoutValue.Length && _lastWithoutValue[last] < first;

    /// <summary>Whether rows can be forecast and compared: they have values and covariates that are known in advance. No forecast looks at the others.</summary>
    public bool AreTargets(int first, int last) => HaveValues(first, last) && AreKnown(first, last);

    /// <summary>Whether rows are all there and their covariates are known in advance.</summary>
    public bool AreKnown(int first, int last) => first >= 0 && last < _lastUnknown.Length && _lastUnknown[last] < first;
}
