namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// One series in memory, in the order of time: a value and covariates a row. Rows at its end whose value is NaN lie in the future: of them only the
/// covariates that are known in advance are looked at.
/// </summary>
internal sealed class Series(string name, int covariates)
{
    private float[] _values = new float[16];
    private float[] _covariates = new float[16 * covariates];
    private long[] _rows = new long[16];

    /// <summary>The series' name; empty where all rows are one series.</summary>
    public string Name { get; } = name;

    /// <summary>The number of rows, those of the future included.</summary>
    public int Count { get; private set; }

    /// <summary>The number of rows up to the last that has a value.</summary>
    public int Length { get; private set; }

    /// <summary>The values, one a row.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

    /// <summary>The covariates of a row: first those of the past, then those of the future.</summary>
    public ReadOnlySpan<float> Covariates(int index) => _covariates.AsSpan(index * covariates, covariates);

    /// <summary>The position of a row in its view.</summary>
    public long Row(int index) => _rows[index];

    /// <summary>Adds a row at the end.</summary>
    public void Add(float value, ReadOnlySpan<float> known, long row)
    {
        if (Count == _values.Length) Grow();
        _rows[Count] = row;
        known.CopyTo(_covariates.AsSpan(Count * covariates, covariates));
        _values[Count++] = value;
        if (!float.IsNaN(value)) Length = Count;
    }

    /// <summary>Gives the first row of the future a value; adds that row where there is none.</summary>
    public void Continue(float value)
    {
        if (Length == Count)
        {
            Span<float> unknown = new float[covariates];
            unknown.Fill(float.NaN);
            Add(float.NaN, unknown, -1);
        }
        _values[Length++] = value;
    }

    /// <summary>A copy of the last rows that have a value, at most <paramref name="size"/>, and of those of the future.</summary>
    public Series Tail(int size)
    {
        var tail = new Series(Name, covariates);
        for (int i = Math.Max(0, Length - size); i < Count; i++) tail.Add(_values[i], Covariates(i), _rows[i]);
        return tail;
    }

    private void Grow()
    {
        int size = checked(Count * 2);
        Array.Resize(ref _values, size);
        Array.Resize(ref _covariates, checked(size * covariates));
        Array.Resize(ref _rows, size);
    }
}
