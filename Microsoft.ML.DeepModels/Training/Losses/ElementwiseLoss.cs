using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Losses;

/// <summary>A loss that compares value by value; the loss of an example is the mean over its values.</summary>
internal abstract class ElementwiseLoss : Loss
{
    /// <inheritdoc/>
    protected sealed override Tensor Each(Tensor outputs, Tensor labels)
    {
        var each = Elementwise(outputs, Targets.Like(outputs, labels));
        return each.dim() == 1 ? each : each.flatten(1).mean([1]); // (batch)
    }

    /// <summary>The loss of every value, in the shape of the outputs.</summary>
    protected abstract Tensor Elementwise(Tensor outputs, Tensor labels);
}
