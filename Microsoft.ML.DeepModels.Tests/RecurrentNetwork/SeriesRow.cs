namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>A row of series for tests.</summary>
internal sealed class SeriesRow
{
    public string Series { get; set; } = "";

    public float Value { get; set; }

    public float Price { get; set; }

    public float Number { get; set; }
}
