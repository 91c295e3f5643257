using Microsoft.ML.DeepModels.Tensors;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Losses;

/// <summary>
/// Half the squared difference up to <paramref name="delta"/>, and from there on a straight line of the same slope (Huber, 1964):
/// outliers pull less than in <see cref="MeanSquaredError"/>.
/// </summary>
/// <param name="delta">above 0</param>
internal sealed class HuberLoss(double delta = 1) : ElementwiseLoss
{
    private readonly double _delta = Require.Positive(delta);

    /// <inheritdoc/>
    protected override Tensor Elementwise(Tensor outputs, Tensor labels)
    {
        var distance = (outputs - labels).abs();
        // With near = min(d, delta), near * (d - near / 2) is d^2 / 2 below delta and delta * (d - delta / 2) above.
        var near = distance.AtMost(_delta);
        return near * (distance - near.Times(0.5));
    }
}
