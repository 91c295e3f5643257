using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>
/// Where the values of a tensor lie in a file, and how they come into a tensor in memory: straight into its memory where that has the same order and type, otherwise in pieces, so that no second copy
/// of a large tensor is ever made.
/// </summary>
/// <param name="Tensor">name, type and shape</param>
/// <param name="Bytes">of the storage that the values are in; several tensors may share one</param>
/// <param name="Offset">of the first value, in values; checked against the storage's length, as all that the strides reach</param>
/// <param name="Strides">steps in the storage along each axis, in values, from 0</param>
/// <param name="IsBigEndian">whether the highest byte of a value comes first</param>
internal sealed record StoredTensor(StateTensor Tensor, StoredBytes Bytes, long Offset, long[] Strides, bool IsBigEndian = false)
{
    // Pieces that take the detour, at once. Large enough that calls do not count, small beside any network that needs pieces.
    private const long PieceBytes = 16 << 20;

    // A span of memory has at most 2 GiB.
    private const long SpanBytes = 1 << 30;

    // Bools are bytes; what is neither 0 nor 1 becomes true when it is converted.
    private ScalarType RawType => Tensor.Type == ScalarType.Bool ? ScalarType.Byte : Tensor.Type;

    private int Size => SizeOf(Tensor.Type) ?? throw new NotSupportedException($"Values of type {Tensor.Type} are not read.");

    /// <summary>The bytes of a value of a type that is read; null for another.</summary>
    public static int? SizeOf(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        _ => null
    };

    /// <summary>The number of values of a shape whose axes are 0 or more.</summary>
    /// <exception cref="InvalidDataException">It is beyond 64 bits.</exception>
    public static long CountOf(ReadOnlySpan<long> shape)
    {
        long count = 1;
        try
        {
            foreach (long axis in shape) count = checked(count * axis);
        }
        catch (OverflowException)
        {
            throw new InvalidDataException($"The shape ({string.Join(", ", shape.ToArray())}) is too large.");
        }
        return count;
    }

    /// <summary>The steps along each axis of values that follow each other without gaps.</summary>
    public static long[] DenseStrides(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        long step = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= Math.Max(1, shape[axis]);
        }
        return strides;
    }

    /// <summary>How many values of the storage lie between the first value and the last, both included.</summary>
    /// <exception cref="OverflowException">The number is beyond 64 bits.</exception>
    public static long SpanOf(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        long span = 1;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (shape[axis] == 0) return 0;
            span = checked(span + (shape[axis] - 1) * strides[axis]);
        }
        return span;
    }

    /// <summary>Copies the values into a tensor with as many, whatever its type, its device and its order in memory.</summary>
    /// <exception cref="InvalidDataException">The file ends too early.</exception>
    public void CopyTo(Tensor target)
    {
        if (Tensor.Count == 0) return;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (IsDense && target.dtype == RawType && target.device_type == DeviceType.CPU && target.is_contiguous()) CopyDirectly(target.view(-1));
        // A tensor of another shape takes the values in the order of its axes.
        else if (IsDense) CopyPieces(target, Offset, DenseStrides(target.shape));
        else if (target.shape.AsSpan().SequenceEqual(Tensor.Shape)) CopyPieces(target, Offset, Strides);
        else if (target.is_contiguous()) CopyPieces(target.view(Tensor.Shape), Offset, Strides);
        else
        {
            // Of two orders that have nothing in common; no weights of a network are.
            var values = empty(Tensor.Shape, target.dtype);
            CopyPieces(values, Offset, Strides);
            target.copy_(values.view(target.shape));
        }
    }

    private bool IsDense
    {
        get
        {
            var dense = DenseStrides(Tensor.Shape);
            for (int axis = 0; axis < dense.Length; axis++)
                if (Tensor.Shape[axis] > 1 && Strides[axis] != dense[axis]) return false;
            return true;
        }
    }

    private void CopyDirectly(Tensor values)
    {
        long step = SpanBytes / Size, count = Tensor.Count;
        for (long start = 0; start < count; start += step)
        {
            using var part = values.narrow(0, start, Math.Min(step, count - start));
            Fill(part.bytes, Offset + start);
        }
    }

    /// <summary>Splits along the axis of the longest steps until a piece lies within few bytes of the file.</summary>
    private void CopyPieces(Tensor target, long offset, long[] strides)
    {
        long[] shape = target.shape;
        long span = SpanOf(shape, strides);
        if (span * Size <= PieceBytes)
        {
            using var storage = empty(span, RawType);
            Fill(storage.bytes, offset);
            using var values = storage.as_strided(shape, strides, 0);
            target.copy_(values);
            return;
        }
        int longest = -1;
        for (int axis = 0; axis < shape.Length; axis++)
            if (shape[axis] > 1 && (longest < 0 || strides[axis] > strides[longest])) longest = axis;
        long rest = span - (shape[longest] - 1) * strides[longest];
        long step = Math.Clamp((PieceBytes / Size - rest) / Math.Max(1, strides[longest]) + 1, 1, shape[longest] - 1);
        for (long start = 0; start < shape[longest]; start += step)
        {
            using var part = target.narrow(longest, start, Math.Min(step, shape[longest] - start));
            CopyPieces(part, offset + start * strides[longest], strides);
        }
    }

    private void Fill(Span<byte> destination, long offset)
    {
        Bytes.Read(offset * Size, destination);
        if (!IsBigEndian) return;
        switch (Size)
        {
            case 8:
                var longs = MemoryMarshal.Cast<byte, long>(destination);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            case 4:
                var integers = MemoryMarshal.Cast<byte, int>(destination);
                BinaryPrimitives.ReverseEndianness(integers, integers);
                break;
            case 2:
                var shorts = MemoryMarshal.Cast<byte, short>(destination);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
        }
    }
}
