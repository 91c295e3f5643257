using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>
/// The rows of one training or scoring step as tensors; the first axis of each tensor is the row. A batch owns its
/// tensors: whoever holds the batch disposes it, and takes nothing out of it that has to live longer.
/// </summary>
internal sealed class Batch : IDisposable
{
    /// <param name="features">(batch, ...) the input of the network</param>
    /// <param name="labels">(batch) class indices as Int64, or (batch) / (batch, outputs) targets as Float32</param>
    /// <param name="weights">(batch) example weights as Float32; null: all are 1</param>
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

    /// <summary>(batch) Int64 class indices, or Float32 targets; null where nothing is to be learned from labels.</summary>
    public Tensor? Labels { get; }

    /// <summary>(batch) Float32 example weights; null: all are 1.</summary>
    public Tensor? Weights { get; }

    /// <summary>Where the sequences end, when they differ in length; null: every step counts.</summary>
    public SequenceLengths? Lengths { get; }

    /// <summary>How many layers of the network <see cref="Features"/> have gone through already; 0: they are the network's input.</summary>
    public int LayersDone { get; init; }

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
