namespace Microsoft.ML.Data;

/// <summary>Statistics of each of the metrics of a task.</summary>
internal interface IMetricsStatistics<T>
{
    void Add(T metrics);
}
