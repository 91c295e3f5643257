using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Losses;

/// <summary>Cross-entropy between targets in [0, 1] and the sigmoid of logits, value by value; stable for large logits.</summary>
internal sealed class BinaryCrossEntropy : ElementwiseLoss
{
    /// <inheritdoc/>
    protected override Tensor Elementwise(Tensor outputs, Tensor labels) =>
        nn.functional.binary_cross_entropy_with_logits(outputs, labels, null, nn.Reduction.None);
}
