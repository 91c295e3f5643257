using Microsoft.ML.DeepModels.Tensors;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>The mean of one number over a batch, and how much it weighs in the mean of an epoch.</summary>
/// <param name="Mean">()</param>
/// <param name="Weight">() the sum of the example weights; null: the number of examples</param>
internal readonly record struct BatchMean(Tensor Mean, Tensor? Weight)
{
    /// <param name="each">(batch)</param>
    /// <param name="weights">(batch) 0 or above; null: all are 1</param>
    public static BatchMean Of(Tensor each, Tensor? weights)
    {
        if (weights is null) return new(each.mean(), null);
        var total = weights.sum();
        // A batch of nothing but zero weights teaches nothing; dividing by its weight would make everything NaN.
        return new((each * weights).sum() / total.AtLeast(1e-30), total);
    }

    /// <summary>The same without its history, for reporting.</summary>
    public BatchMean Detach() => new(Mean.detach(), Weight?.detach());
}
