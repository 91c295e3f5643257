namespace Microsoft.ML.Data;

/// <summary>Mean and spread of a metric over several measurements.</summary>
public sealed class MetricStatistics
{
    private double _squares; // of the distances to the mean

    internal MetricStatistics()
    {
    }

    public double Mean { get; private set; }
    public int Count { get; private set; }
    public double StandardDeviation => Count <= 1 ? 0 : Math.Sqrt(_squares / (Count - 1));
    public double StandardError => Count <= 1 ? 0 : StandardDeviation / Math.Sqrt(Count);

    internal void Add(double metric)
    {
        Count++;
        var distance = metric - Mean;
        Mean += distance / Count;
        _squares += distance * (metric - Mean);
    }
}
