using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Batching.Augmenting;

/// <summary>
/// Makes the features of a training batch from stored rows, each changed at random, on several threads. What a row becomes follows from seed, epoch and the row's identity.
/// It keeps buffers; one batch is made at a time.
/// </summary>
internal sealed class BatchAugmenter
{
    private readonly Augmentation _augmentation;
    private readonly FeatureLayout _layout;
    private readonly string _column;
    private readonly ulong _seed;
    private readonly RowAugmenter?[] _workers;

    /// <param name="augmentation">what to do, checked</param>
    /// <param name="layout">of the rows</param>
    /// <param name="column">that the rows are from, for messages</param>
    /// <param name="seed">of all that is drawn</param>
    /// <param name="threads">how many work on a batch, at least 1</param>
    /// <exception cref="ArgumentException">The rows are no images, or have no colours and these are to be changed.</exception>
    public BatchAugmenter(Augmentation augmentation, FeatureLayout layout, string column, ulong seed, int threads)
    {
        if (!layout.Shape.IsImage)
        {
            throw new ArgumentException($"Augmentation is for images, (channels, height, width), but column '{column}' has rows of {layout.Shape}. " +
                "Give the input shape where they are images, or leave Augmentation out.");
        }
        if (augmentation.ChangesColors && layout.Shape[0] is not (1 or 3))
        {
            throw new ArgumentException($"ColorJitter and RandAugment of Augmentation need images of 1 or 3 channels, but column '{column}' has images of {layout.Shape}. " +
                "Leave them out; the other kinds of augmentation take any number of channels.");
        }
        _augmentation = augmentation;
        _layout = layout;
        _column = column;
        _seed = seed;
        _workers = new RowAugmenter?[threads];
    }

    /// <summary>The features of a batch.</summary>
    /// <param name="store">the rows</param>
    /// <param name="slots">which of them</param>
    /// <param name="epoch">counted from 1</param>
    /// <param name="batch">its number in the epoch</param>
    /// <param name="device">where the tensor is to be</param>
    /// <param name="mix">how rows have been mixed; null: they are not</param>
    /// <returns>(batch, channels, height, width); the caller owns it</returns>
    /// <exception cref="InvalidOperationException">A value is not from 0 to 1 and colours are to be changed.</exception>
    public Tensor Gather(RowStore store, ReadOnlySpan<int> slots, int epoch, int batch, Device device, out BatchMix? mix)
    {
        int height = _layout.Shape[1], width = _layout.Shape[2];
        Tensor memory = torch.empty([slots.Length, height, width, _layout.Shape[0]], torch.ScalarType.Float32).DetachFromDisposeScope(); // (batch, height, width, channels)
        try
        {
            Change(store, slots.ToArray(), Seeds.Derive(_seed, $"augmentation/{epoch}"), memory);
            mix = BatchMix.Draw(_augmentation, slots.Length, height, width, Seeds.Mix(Seeds.Derive(_seed, $"mix/{epoch}") ^ Seeds.Mix((ulong)batch)));
            mix?.Apply(memory);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
        return _layout.Finish(memory, device);
    }

    private void Change(RowStore store, int[] slots, ulong seed, Tensor memory)
    {
        int threads = Math.Min(_workers.Length, slots.Length), next = -1, size = _layout.Shape.ElementCount;
        var bad = new ConcurrentBag<float>();
        void Work(int worker)
        {
            var augmenter = _workers[worker] ??= new RowAugmenter(_augmentation, _layout);
            Span<float> values = MemoryMarshal.Cast<byte, float>(memory.bytes);
            for (int i = Interlocked.Increment(ref next); i < slots.Length; i = Interlocked.Increment(ref next))
            {
                ulong own = Seeds.Mix(seed ^ Seeds.Mix(store.IdentityOf(slots[i])));
                if (augmenter.Apply(store.Row(slots[i]), own, values.Slice(i * size, size)) is { } value) bad.Add(value);
            }
        }
        if (threads <= 1) Work(0);
        else Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, Work);
        if (bad.IsEmpty) return;
        throw new InvalidOperationException(FormattableString.Invariant(
            $"Augmentation changes colours, which need values from 0 to 1, but there is {bad.MaxBy(Math.Abs)} in column '{_column}'. ") +
            "Scale the column, use images or bytes, or leave ColorJitter and RandAugment out.");
    }
}
