using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>
/// The rows of one training or scoring step as tensors; the first axis of each tensor is the row. A batch owns its
/// tensors: whoever holds the batch disposes it, and takes nothing out of it that has to live longer.
/// </summary>
internal sealed class Batch : IDisposable
{
    /// <param name="features">(batch, ...) the input of the network</param>
    /// <param name="labels">(batch) class indices as Int64, or (batch) / (batch, outputs) targets as Float32; (2 * batch) where rows are mixed of two</param>
    /// <param name="weights">example weights as Float32, as many as labels; null: all are 1</param>
    /// <param name="lengths">where the sequences end; null: all are as long as the axis of timesteps, or they are no sequences</param>
    public Batch(Tensor features, Tensor? labels = null, Tensor? weights = null, SequenceLengths? lengths = null)
    {
        Lengths = lengths;
        Features = features;
        Labels = labels;
        Weights = weights;
        Count = checked((int)features.shape[0]);
    }

    /// <summary>
    /// (batch, ...), Float32; images are (batch, channels, height, width) in channels-last memory, sequences (batch, steps, features).
    /// Tokens are (batch, steps), Int64, counted from 0.
    /// </summary>
    public Tensor Features { get; }

    /// <summary>
    /// (batch) Int64 class indices, or Float32 targets; null where nothing is to be learned from labels. Where each row is a mix of two there are twice as many:
    /// those of the larger parts, then those of the others, and <see cref="Weights"/> says how much each counts.
    /// </summary>
    public Tensor? Labels { get; }

    /// <summary>(batch) Float32 example weights, or as many as labels; null: all are 1.</summary>
    public Tensor? Weights { get; }

    /// <summary>Where the sequences end, when they differ in length; null: every step counts.</summary>
    public SequenceLengths? Lengths { get; }

    /// <summary>How many layers of the network <see cref="Features"/> have gone through already; 0: they are the network's input.</summary>
    public int LayersDone { get; init; }

    /// <summary>Whether each row is a mix of two and has two labels.</summary>
    public bool IsMixed => Labels is not null && Labels.shape[0] == 2 * Features.shape[0];

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Features.Dispose();
        Labels?.Dispose();
        Weights?.Dispose();
        Lengths?.Dispose();
    }
}
