namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// All series of a view in memory, each once, and where each row of the view went. Windows are parts of it: nothing is copied for them until they
/// become a batch.
/// </summary>
/// <param name="pastCovariates">the number of covariates of the past</param>
/// <param name="futureCovariates">the number of covariates that are known in advance</param>
internal sealed class SeriesStore(int pastCovariates, int futureCovariates)
{
    private readonly List<Series> _series = [];
    private readonly Dictionary<string, int> _index = [];
    private readonly List<(int Series, int Index)> _places = [];

    /// <summary>The number of covariates of the past.</summary>
    public int PastCovariates { get; } = pastCovariates;

    /// <summary>The number of covariates that are known in advance.</summary>
    public int FutureCovariates { get; } = futureCovariates;

    /// <summary>The series, in the order of their first rows.</summary>
    public IReadOnlyList<Series> Series => _series;

    /// <summary>The number of rows that were read, those without a series included.</summary>
    public int RowCount => _places.Count;

    /// <summary>The rows that tell no series.</summary>
    public int RowsWithoutSeries { get; private set; }

    /// <summary>The position of the first of them; -1 where there is none.</summary>
    public int FirstWithoutSeries { get; private set; } = -1;

    /// <summary>What one row takes, in bytes.</summary>
    public int RowBytes => (1 + PastCovariates + FutureCovariates) * sizeof(float) + sizeof(long) + 2 * sizeof(int);

    /// <summary>The series of a name and its number, which is made where it is new.</summary>
    public int IndexOf(ReadOnlySpan<char> name)
    {
        var names = _index.GetAlternateLookup<ReadOnlySpan<char>>();
        if (names.TryGetValue(name, out int index)) return index;
        Add(new Series(name.ToString(), PastCovariates + FutureCovariates));
        return _series.Count - 1;
    }

    /// <summary>Adds a whole series, which no row of a view is of.</summary>
    public void Add(Series series)
    {
        _index.Add(series.Name, _series.Count);
        _series.Add(series);
    }

    /// <summary>Adds the next row of the view to a series.</summary>
    public void Add(int series, float value, ReadOnlySpan<float> covariates)
    {
        _places.Add((series, _series[series].Count));
        _series[series].Add(value, covariates, _places.Count - 1);
    }

    /// <summary>Counts a row of the view that tells no series.</summary>
    public void AddWithoutSeries()
    {
        if (RowsWithoutSeries++ == 0) FirstWithoutSeries = _places.Count;
        _places.Add((-1, -1));
    }

    /// <summary>Where a row of the view went: the number of its series, -1 for none, and its place in it.</summary>
    public (int Series, int Index) Place(int row) => _places[row];

    /// <summary>What a forecast from the end of every series needs: the last rows that have a value, at most <paramref name="size"/>, and the future.</summary>
    public SeriesStore Tails(int size)
    {
        var tails = new SeriesStore(PastCovariates, FutureCovariates);
        foreach (var series in _series) tails.Add(series.Tail(size));
        return tails;
    }
}
