namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Rows that differ in length, each in an array of its own.</summary>
internal sealed class VariableRowStore(int minimumBytes) : RowStore(minimumBytes)
{
    private const int ArrayOverhead = 32; // header, length and the reference to it

    private byte[][] _rows = [];
    private long _bytes;

    public override long Bytes => _bytes;

    public override Span<byte> Row(int slot) => _rows[slot];

    public override void Release(int slot)
    {
        _bytes -= BytesPerRow(_rows[slot].Length) + ArrayOverhead;
        _rows[slot] = null!;
    }

    public override void Clear()
    {
        base.Clear();
        _rows = [];
        _bytes = 0;
    }

    protected override Span<byte> AllocateCore(int slot, int bytes)
    {
        if (_rows.Length <= slot) Array.Resize(ref _rows, Math.Max(slot + 1, Math.Max(64, _rows.Length * 2)));
        var old = _rows[slot];
        if (old is not null && old.Length == bytes) return old;
        if (old is not null) _bytes -= BytesPerRow(old.Length) + ArrayOverhead;
        _bytes += BytesPerRow(bytes) + ArrayOverhead;
        return _rows[slot] = GC.AllocateUninitializedArray<byte>(bytes);
    }
}
