using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Rows in memory: features in segments of a few MiB (so that it grows without copying and small data stays small), labels
/// and weights beside them. Slots are numbered from 0.
/// </summary>
internal sealed class RowStore
{
    private const int SegmentBytes = 4 << 20;

    private readonly int _rowBytes;
    private readonly int _shift;
    private readonly int _mask;
    private readonly List<byte[]> _segments = [];
    private Target[] _targets = [];

    public RowStore(int rowBytes)
    {
        _rowBytes = rowBytes;
        _shift = BitOperations.Log2((uint)Math.Clamp(SegmentBytes / rowBytes, 1, 1 << 16));
        _mask = (1 << _shift) - 1;
    }

    /// <summary>What one row costs, its label and weight included.</summary>
    public static long BytesPerRow(int rowBytes) => rowBytes + Marshal.SizeOf<Target>();

    /// <summary>The features of a slot; allocates it when it is new.</summary>
    public Span<byte> Allocate(int slot)
    {
        int segment = slot >> _shift;
        while (_segments.Count <= segment) _segments.Add(GC.AllocateUninitializedArray<byte>(_rowBytes << _shift));
        if (_targets.Length <= slot) Array.Resize(ref _targets, Math.Max(slot + 1, Math.Max(64, _targets.Length * 2)));
        return Row(slot);
    }

    /// <summary>The features of a slot that has been allocated.</summary>
    public Span<byte> Row(int slot) => _segments[slot >> _shift].AsSpan((slot & _mask) * _rowBytes, _rowBytes);

    /// <summary>Label and weight of a slot that has been allocated.</summary>
    public ref Target TargetOf(int slot) => ref _targets[slot];

    /// <summary>Lets the memory go.</summary>
    public void Clear()
    {
        _segments.Clear();
        _targets = [];
    }
}
