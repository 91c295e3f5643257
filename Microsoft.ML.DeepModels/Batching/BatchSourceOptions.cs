using Microsoft.ML.DeepModels.Tensors;
using Device = TorchSharp.torch.Device;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>How rows become batches.</summary>
internal sealed record BatchSourceOptions
{
    /// <summary>Rows in a batch, at least 1; the last batch of an epoch has what is left.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Whether each epoch has an order of its own; otherwise the order of the view.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The order of every epoch follows from it and from the epoch's number.</summary>
    public ulong Seed { get; init; }

    /// <summary>Bytes of rows kept in memory, at least 0. Beyond them the view is read again in each epoch, and shuffled within what fits.</summary>
    public long CacheBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Batches prepared ahead on a background thread; 0: they are made when asked for, on the thread that asks, and so they are
    /// when all rows are in memory, the tensors on the CPU, and nothing is augmented.
    /// </summary>
    public int PrefetchBatches { get; init; } = 2;

    /// <summary>Threads that decode encoded images and that augment rows, at least 1.</summary>
    public int DecodeThreads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>How images are changed at random, checked; null: they are not. What is split off for validation stays as it is.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>What happens at a row that cannot be used.</summary>
    public BadRowHandling BadRows { get; init; }

    /// <summary>Where the tensors are.</summary>
    public Device Device { get; init; } = Devices.Cpu;

    /// <summary>Throws for what is out of range.</summary>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(CacheBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(PrefetchBatches);
        ArgumentOutOfRangeException.ThrowIfLessThan(DecodeThreads, 1);
    }
}
