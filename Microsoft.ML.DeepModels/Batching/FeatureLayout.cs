using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// How the features of one row lie in memory, and how rows become a tensor. Images are (height, width, channels) in
/// memory whatever the column held, so that a batch is channels-last without another copy.
/// </summary>
internal sealed record FeatureLayout(TensorShape Shape, RowElement Element)
{
    private const float ByteScale = 1f / 255f;

    /// <summary>Whether rows are sequences of different lengths.</summary>
    public bool IsVariable => Shape.HasVariableLength;

    /// <summary>The number of bytes of one row; of one step, where rows differ in length.</summary>
    public int MinimumBytes { get; } = checked(Shape.ElementCount * (Element == RowElement.Byte ? 1 : sizeof(float)));

    /// <summary>A tensor of rows picked from a store, in the order of <paramref name="slots"/>: one copy of each row.</summary>
    /// <param name="store">rows of this layout</param>
    /// <param name="slots">which of them</param>
    /// <param name="device">where the tensor is to be</param>
    /// <param name="lengths">where the sequences end; null: all are of one length. The caller owns it</param>
    /// <returns>(batch, ...) Float32 of <see cref="Shape"/>, or tokens (batch, steps) Int64; the caller owns it</returns>
    public Tensor Gather(RowStore store, ReadOnlySpan<int> slots, Device device, out SequenceLengths? lengths)
    {
        lengths = null;
        if (IsVariable) return GatherSequences(store, slots, device, out lengths);
        Tensor memory = Allocate(slots.Length, device);
        Span<byte> bytes = memory.bytes;
        int stride = bytes.Length / Math.Max(1, slots.Length);
        for (int i = 0; i < slots.Length; i++) CopyRow(store.Row(slots[i]), bytes.Slice(i * stride, stride));
        return Finish(memory, device);
    }

    /// <summary>Rows of different lengths, filled up with zeros at their ends.</summary>
    private Tensor GatherSequences(RowStore store, ReadOnlySpan<int> slots, Device device, out SequenceLengths? lengths)
    {
        var steps = new int[slots.Length];
        int longest = 1, shortest = int.MaxValue;
        for (int i = 0; i < slots.Length; i++)
        {
            steps[i] = store.Row(slots[i]).Length / MinimumBytes;
            longest = Math.Max(longest, steps[i]);
            shortest = Math.Min(shortest, steps[i]);
        }
        int valueBytes = Element == RowElement.Token ? sizeof(long) : sizeof(float);
        long size = (long)slots.Length * longest * Shape.ElementCount * valueBytes;
        if (size > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"A batch of {slots.Length} sequences, the longest of {longest} steps, takes {size} bytes; at most {Array.MaxLength} are possible. Give a smaller batch size.");
        }
        long[] shape = [slots.Length, longest, .. Shape.Skip(1).Select(axis => (long)axis)];
        Tensor memory = torch.empty(shape, Element == RowElement.Token ? torch.ScalarType.Int64 : torch.ScalarType.Float32).DetachFromDisposeScope();
        Span<byte> bytes = memory.bytes;
        int stride = bytes.Length / Math.Max(1, slots.Length);
        for (int i = 0; i < slots.Length; i++) CopySequence(store.Row(slots[i]), bytes.Slice(i * stride, stride));
        lengths = shortest < longest ? new SequenceLengths(steps, longest, device) : null;
        return Finish(memory, device); // (batch, steps, features) or (batch, steps)
    }

    private void CopySequence(ReadOnlySpan<byte> row, Span<byte> destination)
    {
        if (Element != RowElement.Token)
        {
            row.CopyTo(destination);
            destination[row.Length..].Clear();
            return;
        }
        ReadOnlySpan<int> tokens = MemoryMarshal.Cast<byte, int>(row);
        Span<long> indices = MemoryMarshal.Cast<byte, long>(destination);
        for (int i = 0; i < tokens.Length; i++) indices[i] = tokens[i];
        indices[tokens.Length..].Clear();
    }

    /// <summary>Bytes go to another device as bytes, a quarter of the traffic, and are scaled there.</summary>
    private Tensor Allocate(int count, Device device)
    {
        torch.ScalarType type = Element == RowElement.Byte && device.type != DeviceType.CPU ? torch.ScalarType.Byte : torch.ScalarType.Float32;
        return torch.empty(Shape.IsImage ? [count, Shape[1], Shape[2], Shape[0]] : Shape.WithBatch(count), type).DetachFromDisposeScope();
    }

    /// <summary>Copies values: bytes to bytes, floats to floats, or bytes to floats when the destination is four times as long.</summary>
    private static void CopyRow(ReadOnlySpan<byte> row, Span<byte> destination)
    {
        if (row.Length == destination.Length) row.CopyTo(destination);
        else Scale(row, MemoryMarshal.Cast<byte, float>(destination));
    }

    /// <summary>Rows in memory as a tensor on a device.</summary>
    /// <param name="memory">(batch, height, width, channels) or (batch, ...) on the CPU; it is gone afterwards, or what is returned</param>
    /// <param name="device">where the tensor is to be</param>
    public Tensor Finish(Tensor memory, Device device)
    {
        if (device.type != DeviceType.CPU)
        {
            Tensor moved = memory.to(device).DetachFromDisposeScope();
            memory.Dispose();
            memory = moved;
            if (memory.dtype == torch.ScalarType.Byte)
            {
                memory = moved.to(torch.ScalarType.Float32).Times_(ByteScale).DetachFromDisposeScope();
                moved.Dispose();
            }
        }
        if (!Shape.IsImage) return memory;
        Tensor image = memory.permute(0, 3, 1, 2).DetachFromDisposeScope(); // (batch, channels, height, width)
        memory.Dispose();
        return image;
    }

    /// <summary>Pixels 0..255 to 0..1.</summary>
    public static void Scale(ReadOnlySpan<byte> pixels, Span<float> destination)
    {
        int i = 0;
        var scale = new Vector<float>(ByteScale);
        for (; i <= pixels.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(pixels[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
            Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
            Span<float> to = destination.Slice(i, Vector<byte>.Count);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(first)) * scale).CopyTo(to);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(second)) * scale).CopyTo(to[Vector<float>.Count..]);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(third)) * scale).CopyTo(to[(2 * Vector<float>.Count)..]);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(fourth)) * scale).CopyTo(to[(3 * Vector<float>.Count)..]);
        }
        for (; i < pixels.Length; i++) destination[i] = pixels[i] * ByteScale;
    }
}
