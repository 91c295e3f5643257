namespace Microsoft.ML.DeepModels.Batching;

/// <summary>The columns that make series.</summary>
internal sealed record SeriesColumns
{
    /// <summary>The name of the column of values: Single.</summary>
    public required string Value { get; init; }

    /// <summary>The name of the column that tells the series of a row: text or key; null: all rows are one series.</summary>
    public string? Series { get; init; }

    /// <summary>The columns known up to the present: Single or Vector of Single.</summary>
    public IReadOnlyList<string> PastCovariates { get; init; } = [];

    /// <summary>The columns known in advance: Single or Vector of Single.</summary>
    public IReadOnlyList<string> FutureCovariates { get; init; } = [];

    /// <summary>Whether only values above 0 can be used, for their logarithm is taken.</summary>
    public bool Positive { get; init; }
}
