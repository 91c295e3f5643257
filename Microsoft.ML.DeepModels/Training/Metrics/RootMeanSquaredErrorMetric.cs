using Microsoft.ML.DeepModels.Tensors;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Metrics;

/// <summary>The root of the mean squared difference over all examples, in units of the label.</summary>
internal sealed class RootMeanSquaredErrorMetric() : Metric("rootMeanSquaredError", false)
{
    /// <inheritdoc/>
    protected override Tensor Each(Tensor outputs, Tensor labels)
    {
        var each = (outputs - Targets.Like(outputs, labels)).Squared();
        return each.dim() == 1 ? each : each.flatten(1).mean([1]); // (batch)
    }

    /// <inheritdoc/>
    protected override double FromMean(double mean) => Math.Sqrt(mean);
}
