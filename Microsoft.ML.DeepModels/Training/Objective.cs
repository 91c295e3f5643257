using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training.Losses;
using Microsoft.ML.DeepModels.Training.Metrics;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>What outputs are judged by: a loss over the labels of a batch, and metrics beside it. Owns both.</summary>
/// <param name="loss">what to make small</param>
/// <param name="metrics">what to report beside the loss</param>
internal sealed class Objective(Loss loss, IReadOnlyList<Metric> metrics) : IDisposable
{
    /// <summary>What is reported beside the loss.</summary>
    public IReadOnlyList<Metric> Metrics => metrics;

    /// <summary>The loss of a batch; differentiable with respect to the outputs.</summary>
    /// <param name="outputs">(batch, ...) of the network</param>
    /// <param name="batch">with labels; a row mixed of two has two of them, and the loss of each counts by its weight</param>
    public BatchMean Loss(Tensor outputs, Batch batch) =>
        loss.Compute(batch.IsMixed ? cat([outputs, outputs]) : outputs, LabelsOf(batch), batch.Weights);

    /// <summary>Adds a batch to the metrics. Gradients are off.</summary>
    /// <param name="outputs">(batch, ...) of the network</param>
    /// <param name="batch">with labels; of a row mixed of two, that with the larger part is the one to be right about</param>
    public void Measure(Tensor outputs, Batch batch)
    {
        var labels = LabelsOf(batch);
        var weights = batch.Weights;
        if (batch.IsMixed)
        {
            labels = labels.narrow(0, 0, batch.Count); // (batch)
            weights = weights?.narrow(0, 0, batch.Count); // (batch)
        }
        foreach (var metric in metrics) metric.Update(outputs, labels, weights);
    }

    public void Dispose()
    {
        loss.Dispose();
        foreach (var metric in metrics) metric.Dispose();
    }

    private static Tensor LabelsOf(Batch batch) =>
        batch.Labels ?? throw new ArgumentException("The batch has no labels, and this step learns from labels. Give the reader a label column.", nameof(batch));
}
