using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Metrics;

/// <summary>A number over all examples since the last <see cref="Reset"/>: Reset, Update for every batch, Compute.</summary>
internal abstract class Metric(string name, bool higherIsBetter) : IDisposable
{
    private readonly RunningMean _mean = new();

    /// <summary>As it is reported and monitored, for instance <c>accuracy</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Which way is up.</summary>
    public bool HigherIsBetter { get; } = higherIsBetter;

    /// <summary>Forgets all examples.</summary>
    public void Reset() => _mean.Reset();

    /// <summary>Adds a batch. Autograd is off and a dispose scope is open.</summary>
    /// <param name="outputs">(batch, ...) what the network gave</param>
    /// <param name="labels">(batch, ...) what it should have given</param>
    /// <param name="weights">(batch) example weights; null: all are 1</param>
    public void Update(Tensor outputs, Tensor labels, Tensor? weights) =>
        _mean.Add(BatchMean.Of(Each(outputs, labels), weights), checked((int)outputs.shape[0]));

    /// <summary>The value over all examples since the last Reset; NaN where all their weights are zero.</summary>
    /// <exception cref="InvalidOperationException">There were no examples.</exception>
    public double Compute() => _mean.Examples > 0
        ? FromMean(_mean.Read())
        : throw new InvalidOperationException($"'{Name}' has no value: it has seen no examples. Update it with at least one batch first.");

    /// <inheritdoc/>
    public void Dispose() => _mean.Dispose();

    /// <summary>(batch) Float32, what each example adds to the mean.</summary>
    protected abstract Tensor Each(Tensor outputs, Tensor labels);

    /// <summary>The metric from the mean over all examples.</summary>
    protected virtual double FromMean(double mean) => mean;
}
