using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Losses;

/// <summary>
/// What training makes small: the weighted mean over the examples of a loss each, sum(weight * loss) / sum(weight), so that
/// an example of weight 2 counts like two examples.
/// </summary>
internal abstract class Loss : IDisposable
{
    /// <summary>The loss of a batch; differentiable with respect to the outputs.</summary>
    /// <param name="outputs">(batch, ...) what the network gave</param>
    /// <param name="labels">(batch, ...) what it should have given</param>
    /// <param name="weights">(batch) example weights; null: all are 1</param>
    public BatchMean Compute(Tensor outputs, Tensor labels, Tensor? weights) => Weigh(outputs, labels, weights) is { } final
        ? BatchMean.Of(Each(outputs, labels), final)
        : new(Mean(outputs, labels), null);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>(batch) the loss of every example.</summary>
    protected abstract Tensor Each(Tensor outputs, Tensor labels);

    /// <summary>() the mean of <see cref="Each"/>, for losses that have it in fewer operations.</summary>
    protected virtual Tensor Mean(Tensor outputs, Tensor labels) => Each(outputs, labels).mean();

    /// <summary>(batch) the final weights; null: all are 1.</summary>
    protected virtual Tensor? Weigh(Tensor outputs, Tensor labels, Tensor? weights) => weights;
}
