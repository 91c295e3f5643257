using Microsoft.ML.DeepModels.Tensors;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Losses;

/// <summary>The mean of squared differences.</summary>
internal sealed class MeanSquaredError : ElementwiseLoss
{
    /// <inheritdoc/>
    protected override Tensor Elementwise(Tensor outputs, Tensor labels) => (outputs - labels).Squared();
}
