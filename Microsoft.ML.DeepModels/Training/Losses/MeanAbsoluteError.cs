using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Losses;

/// <summary>The mean of absolute differences.</summary>
internal sealed class MeanAbsoluteError : ElementwiseLoss
{
    /// <inheritdoc/>
    protected override Tensor Elementwise(Tensor outputs, Tensor labels) => (outputs - labels).abs();
}
