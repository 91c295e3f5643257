using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Metrics;

/// <summary>
/// The part of the labels that lie between the lowest and the highest of several levels. Outputs are (batch, levels * values), all values of the
/// lowest level first; labels (batch, values).
/// </summary>
internal sealed class CoverageMetric() : Metric("coverage", true)
{
    /// <inheritdoc/>
    protected override Tensor Each(Tensor outputs, Tensor labels)
    {
        long values = labels.shape[1];
        var inside = (labels >= outputs.narrow(1, 0, values)).logical_and(labels <= outputs.narrow(1, outputs.shape[1] - values, values)); // (batch, values)
        return inside.to_type(torch.ScalarType.Float32).mean([1]); // (batch)
    }
}
