using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Metrics;

/// <summary>The part of the examples whose highest output is that of their class.</summary>
internal sealed class Accuracy() : Metric("accuracy", true)
{
    /// <inheritdoc/>
    protected override Tensor Each(Tensor outputs, Tensor labels) => outputs.argmax(1).eq(labels).to_type(ScalarType.Float32); // (batch)
}
