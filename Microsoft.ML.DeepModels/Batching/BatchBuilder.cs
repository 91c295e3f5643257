using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Batching.Augmenting;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Makes a batch from rows of a store.</summary>
/// <param name="layout">of the features</param>
/// <param name="targets">of labels and weights; null: there are none</param>
/// <param name="device">where the tensors are to be</param>
/// <param name="augmenter">changes rows at random; null: they stay as they are</param>
internal sealed class BatchBuilder(FeatureLayout layout, TargetReader? targets, Device device, BatchAugmenter? augmenter = null)
{
    /// <summary>The rows in these slots, in this order. The caller owns the batch; no dispose scope does.</summary>
    /// <param name="store">the rows</param>
    /// <param name="slots">which of them</param>
    /// <param name="epoch">for what is random, counted from 1</param>
    /// <param name="batch">for what is random: its number in the epoch</param>
    public Batch Build(RowStore store, ReadOnlySpan<int> slots, int epoch = 0, int batch = 0)
    {
        // First, for it refuses batches that are too large.
        SequenceLengths? lengths = null;
        BatchMix? mix = null;
        Tensor features = augmenter is null ? layout.Gather(store, slots, device, out lengths) : augmenter.Gather(store, slots, epoch, batch, device, out mix);
        if (mix is not null) slots = mix.LabelSlots(slots);
        Tensor? labels = null, weights = null;
        if (targets?.Kind == LabelKind.Key)
        {
            labels = Fill<long>(torch.ScalarType.Int64, slots, store, static (in Target target, int _) => target.Class);
        }
        else if (targets?.Kind == LabelKind.Single)
        {
            labels = Fill<float>(torch.ScalarType.Float32, slots, store, static (in Target target, int _) => target.Value);
        }
        if (mix is not null) weights = Fill<float>(torch.ScalarType.Float32, slots, store, (in Target target, int i) => (float)(target.Weight * mix.PartOfLabel(i)));
        else if (targets is { HasWeights: true }) weights = Fill<float>(torch.ScalarType.Float32, slots, store, static (in Target target, int _) => target.Weight);
        return new Batch(features, labels, weights, lengths);
    }

    /// <returns>(slots)</returns>
    private Tensor Fill<T>(torch.ScalarType type, ReadOnlySpan<int> slots, RowStore store, Pick<T> pick)
        where T : struct
    {
        Tensor memory = torch.empty([slots.Length], type).DetachFromDisposeScope();
        Span<T> values = MemoryMarshal.Cast<byte, T>(memory.bytes);
        for (int i = 0; i < slots.Length; i++) values[i] = pick(store.TargetOf(slots[i]), i);
        if (device.type == DeviceType.CPU) return memory;
        Tensor moved = memory.to(device).DetachFromDisposeScope();
        memory.Dispose();
        return moved;
    }

    private delegate T Pick<T>(in Target target, int index);
}
