namespace Microsoft.ML.DeepModels.Examples.SeriesData;

/// <summary>A row of a time series.</summary>
public sealed class SeriesRow
{
    /// <summary>When it was.</summary>
    public DateTime Date { get; set; }

    /// <summary>What was measured.</summary>
    public float Value { get; set; }
}
