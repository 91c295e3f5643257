using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Metrics;

/// <summary>The part of the examples whose class is among the k highest outputs; of equal outputs the class counts as first.</summary>
internal sealed class TopKAccuracy(int k) : Metric($"top{k}Accuracy", true)
{
    private readonly int _k = Require.AtLeastOne(k);

    /// <inheritdoc/>
    protected override Tensor Each(Tensor outputs, Tensor labels)
    {
        var ofClass = outputs.gather(1, labels.unsqueeze(1)); // (batch, 1)
        // Counted from below, so that outputs of NaN are never right.
        var notAbove = outputs.le(ofClass).sum(1); // (batch)
        return notAbove.Above(outputs.shape[1] - _k).to_type(ScalarType.Float32); // (batch)
    }
}
