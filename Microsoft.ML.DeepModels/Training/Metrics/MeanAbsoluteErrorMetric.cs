using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Metrics;

/// <summary>The mean absolute difference, in units of the label.</summary>
internal sealed class MeanAbsoluteErrorMetric() : Metric("meanAbsoluteError", false)
{
    /// <inheritdoc/>
    protected override Tensor Each(Tensor outputs, Tensor labels)
    {
        var each = (outputs - Targets.Like(outputs, labels)).abs();
        return each.dim() == 1 ? each : each.flatten(1).mean([1]); // (batch)
    }
}
