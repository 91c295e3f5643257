using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// One view of all rows (one augmentation of each), as features that frozen layers have made. The first reading makes them, batch by batch, and keeps them; each
/// further one only shuffles. I own the store.
/// </summary>
/// <param name="store">empty; it is owned from now on</param>
/// <param name="shape">of the features of one row</param>
/// <param name="layers">how many layers they have gone through</param>
/// <param name="device">where batches are to be</param>
internal sealed class FeatureView(FeatureStore store, TensorShape shape, int layers, Device device) : IDisposable
{
    // How labels and weights go to a device: values without a shape of their own.
    private static readonly FeatureLayout s_single = new(new TensorShape(1), RowElement.Single);

    private readonly FeatureLayout _layout = new(shape, RowElement.Single);
    private readonly List<long> _classes = [];
    private readonly List<float> _values = [], _weights = [];
    private int _count;

    /// <summary>Whether all rows are there.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Makes features of batches, keeps them, and gives them on.</summary>
    /// <param name="rows">batches of rows, which are disposed here</param>
    /// <param name="compute">the features of a batch, (batch, ...) of the shape; they are owned by the caller</param>
    public IEnumerable<Batch> Record(IEnumerable<Batch> rows, Func<Batch, Tensor> compute)
    {
        Clear();
        foreach (var batch in rows)
        {
            Batch made;
            using (batch)
            {
                made = new Batch(compute(batch), Copy(batch.Labels), Copy(batch.Weights)) { LayersDone = layers };
                try
                {
                    Keep(made);
                }
                catch
                {
                    made.Dispose();
                    throw;
                }
            }
            yield return made;
        }
        IsComplete = true;
    }

    /// <summary>The rows that were recorded.</summary>
    /// <param name="size">of a batch; the last has what is left</param>
    /// <param name="seed">of their order; null: as they were recorded</param>
    /// <param name="cancel">looked at before each batch</param>
    public IEnumerable<Batch> Read(int size, ulong? seed, CancellationToken cancel)
    {
        int[] slots = [.. Enumerable.Range(0, _count)];
        if (seed is { } order) new Shuffler(order).Shuffle(slots);
        for (int start = 0; start < slots.Length; start += size)
        {
            cancel.ThrowIfCancellationRequested();
            yield return Build(slots.AsSpan(start, Math.Min(size, slots.Length - start)));
        }
    }

    public void Dispose() => store.Dispose();

    private void Clear()
    {
        store.Clear();
        _classes.Clear();
        _values.Clear();
        _weights.Clear();
        _count = 0;
    }

    private void Keep(Batch batch)
    {
        using var scope = torch.NewDisposeScope();
        // Images lie as (height, width, channels) in memory here, too.
        var rows = shape.IsImage ? batch.Features.permute(0, 2, 3, 1) : batch.Features;
        var bytes = rows.cpu().contiguous().bytes;
        int stride = bytes.Length / batch.Count;
        for (int i = 0; i < batch.Count; i++) store.Add(bytes.Slice(i * stride, stride));
        if (batch.Labels?.dtype == torch.ScalarType.Int64) _classes.AddRange(MemoryMarshal.Cast<byte, long>(batch.Labels.cpu().bytes));
        else if (batch.Labels is { } values) _values.AddRange(MemoryMarshal.Cast<byte, float>(values.cpu().bytes));
        if (batch.Weights is { } weights) _weights.AddRange(MemoryMarshal.Cast<byte, float>(weights.cpu().bytes));
        _count += batch.Count;
    }

    private Batch Build(ReadOnlySpan<int> slots)
    {
        var memory = torch.empty(shape.IsImage ? [slots.Length, shape[1], shape[2], shape[0]] : shape.WithBatch(slots.Length), torch.ScalarType.Float32).DetachFromDisposeScope();
        var bytes = memory.bytes;
        int stride = bytes.Length / slots.Length;
        for (int i = 0; i < slots.Length; i++) store.Read(slots[i], bytes.Slice(i * stride, stride));
        var features = _layout.Finish(memory, device); // (batch, ...) of the shape
        var labels = _classes.Count > 0 ? Pick(_classes, torch.ScalarType.Int64, slots) : _values.Count > 0 ? Pick(_values, torch.ScalarType.Float32, slots) : null;
        return new Batch(features, labels, _weights.Count > 0 ? Pick(_weights, torch.ScalarType.Float32, slots) : null) { LayersDone = layers };
    }

    /// <returns>(batch)</returns>
    private Tensor Pick<T>(List<T> from, torch.ScalarType type, ReadOnlySpan<int> slots)
        where T : struct
    {
        var memory = torch.empty([slots.Length], type).DetachFromDisposeScope();
        var to = MemoryMarshal.Cast<byte, T>(memory.bytes);
        for (int i = 0; i < to.Length; i++) to[i] = from[slots[i]];
        return s_single.Finish(memory, device);
    }

    private static Tensor? Copy(Tensor? tensor) => tensor?.clone().DetachFromDisposeScope();
}
