namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>A row of a table of forecasts.</summary>
internal sealed class ForecastRow
{
    public int Step { get; set; }

    public float Score { get; set; }

    public float LowerBound { get; set; }

    public float UpperBound { get; set; }
}
