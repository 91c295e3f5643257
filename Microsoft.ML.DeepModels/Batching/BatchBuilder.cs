using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Makes a batch from rows of a store.</summary>
/// <param name="layout">of the features</param>
/// <param name="targets">of labels and weights; null: there are none</param>
/// <param name="device">where the tensors are to be</param>
internal sealed class BatchBuilder(FeatureLayout layout, TargetReader? targets, Device device)
{
    /// <summary>The rows in these slots, in this order. The caller owns the batch; no dispose scope does.</summary>
    public Batch Build(RowStore store, ReadOnlySpan<int> slots)
    {
        // First, for it refuses batches that are too large.
        Tensor features = layout.Gather(store, slots, device, out SequenceLengths? lengths);
        Tensor? labels = null, weights = null;
        if (targets?.Kind == LabelKind.Key)
        {
            labels = Fill<long>(torch.ScalarType.Int64, slots, store, static (in Target target) => target.Class);
        }
        else if (targets?.Kind == LabelKind.Single)
        {
            labels = Fill<float>(torch.ScalarType.Float32, slots, store, static (in Target target) => target.Value);
        }
        if (targets is { HasWeights: true }) weights = Fill<float>(torch.ScalarType.Float32, slots, store, static (in Target target) => target.Weight);
        return new Batch(features, labels, weights, lengths);
    }

    /// <returns>(batch)</returns>
    private Tensor Fill<T>(torch.ScalarType type, ReadOnlySpan<int> slots, RowStore store, Pick<T> pick)
        where T : struct
    {
        Tensor memory = torch.empty([slots.Length], type).DetachFromDisposeScope();
        Span<T> values = MemoryMarshal.Cast<byte, T>(memory.bytes);
        for (int i = 0; i < slots.Length; i++) values[i] = pick(store.TargetOf(slots[i]));
        if (device.type == DeviceType.CPU) return memory;
        Tensor moved = memory.to(device).DetachFromDisposeScope();
        memory.Dispose();
        return moved;
    }

    private delegate T Pick<T>(in Target target);
}
