using System.Collections.Immutable;

namespace Microsoft.ML.Data;

/// <summary>Statistics of each of the <see cref="MulticlassClassificationMetrics"/>.</summary>
public sealed class MulticlassClassificationMetricsStatistics : IMetricsStatistics<MulticlassClassificationMetrics>
{
    internal MulticlassClassificationMetricsStatistics()
    {
    }

    public MetricStatistics MacroAccuracy { get; } = new();
    public MetricStatistics MicroAccuracy { get; } = new();
    public MetricStatistics LogLoss { get; } = new();
    public MetricStatistics LogLossReduction { get; } = new();
    public MetricStatistics TopKAccuracy { get; } = new();

    /// <summary>Empty before the first measurement.</summary>
    public IReadOnlyList<MetricStatistics> PerClassLogLoss { get; private set; } = ImmutableArray<MetricStatistics>.Empty;

    void IMetricsStatistics<MulticlassClassificationMetrics>.Add(MulticlassClassificationMetrics metrics)
    {
        MacroAccuracy.Add(metrics.MacroAccuracy);
        MicroAccuracy.Add(metrics.MicroAccuracy);
        LogLoss.Add(metrics.LogLoss);
        LogLossReduction.Add(metrics.LogLossReduction);
        TopKAccuracy.Add(metrics.TopKAccuracy);
        if (PerClassLogLoss.Count == 0) PerClassLogLoss = metrics.PerClassLogLoss.Select(_ => new MetricStatistics()).ToImmutableArray();
        for (var i = 0; i < PerClassLogLoss.Count; i++) PerClassLogLoss[i].Add(metrics.PerClassLogLoss[i]);
    }
}
