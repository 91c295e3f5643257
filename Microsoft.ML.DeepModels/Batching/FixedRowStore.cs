using System.Numerics;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Rows of one length, in segments of a few MiB, so that it grows without copying and small data stays small.</summary>
internal sealed class FixedRowStore : RowStore
{
    private const int SegmentBytes = 4 << 20;

    private readonly int _rowBytes;
    private readonly int _shift;
    private readonly int _mask;
    private readonly List<byte[]> _segments = [];

    public FixedRowStore(int rowBytes, int? rows)
        : base(rowBytes)
    {
        _rowBytes = rowBytes;
        uint segmentRows = (uint)Math.Clamp(SegmentBytes / rowBytes, 1, 1 << 16);
        _shift = BitOperations.Log2(segmentRows);
        // A few rows need no whole segment; they still lie in one.
        if (rows is { } few && few < segmentRows) _shift = Math.Min(_shift, BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, few))));
        _mask = (1 << _shift) - 1;
    }

    public override long Bytes => _segments.Count * BytesPerRow(_rowBytes) << _shift;

    public override Span<byte> Row(int slot) => _segments[slot >> _shift].AsSpan((slot & _mask) * _rowBytes, _rowBytes);

    public override void Clear()
    {
        base.Clear();
        _segments.Clear();
    }

    protected override Span<byte> AllocateCore(int slot, int bytes)
    {
        if (bytes != _rowBytes) throw new ArgumentException($"A row of this store has {_rowBytes} bytes, got {bytes}.", nameof(bytes));
        int segment = slot >> _shift;
        while (_segments.Count <= segment) _segments.Add(GC.AllocateUninitializedArray<byte>(_rowBytes << _shift));
        return Row(slot);
    }
}
