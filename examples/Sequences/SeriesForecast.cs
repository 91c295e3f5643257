namespace Microsoft.ML.DeepModels.Examples.Sequences;

/// <summary>A value to come.</summary>
public sealed class SeriesForecast
{
    /// <summary>How many steps after the last known value, from 1.</summary>
    public int Step { get; set; }

    /// <summary>What is expected.</summary>
    public float Forecast { get; set; }

    /// <summary>The lower end of the interval in which the value will be, with the model's confidence level.</summary>
    public float LowerBound { get; set; }

    /// <summary>The upper end.</summary>
    public float UpperBound { get; set; }
}
