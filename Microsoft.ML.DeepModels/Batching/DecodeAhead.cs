using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Encoded images, some rows ahead: their bytes are taken from the cursor on its own thread, decoded by several threads, and
/// given out in the order of the cursor, whatever the number of threads.
/// </summary>
internal sealed class DecodeAhead(EncodedImageReader.Bound reader, FeatureLayout layout, int threads)
{
    private const int RowsPerThread = 4;

    private readonly Entry[] _entries = [.. Enumerable.Range(0, threads * RowsPerThread).Select(_ => new Entry(layout.MinimumBytes))];
    private readonly ImageResizer[] _resizers = [.. Enumerable.Range(0, threads).Select(_ => new ImageResizer(layout.Shape))];
    private int _count;
    private int _taken;

    /// <summary>Whether it holds as many rows as it can.</summary>
    public bool IsFull => _count == _entries.Length;

    /// <summary>Whether all rows it held have been taken.</summary>
    public bool IsEmpty => _taken == _count;

    /// <summary>Forgets the rows taken.</summary>
    public void Restart() => _count = _taken = 0;

    /// <summary>Takes the bytes of the cursor's current row.</summary>
    public void Add(long position, in Target target, in DataViewRowId id)
    {
        Entry entry = _entries[_count++];
        entry.Position = position;
        entry.Target = target;
        entry.Id = id;
        entry.Fault = reader.ReadEncoded(ref entry.Encoded, out entry.Length);
    }

    /// <summary>Decodes all rows it holds.</summary>
    public void Decode()
    {
        int next = -1;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, worker =>
        {
            for (int i = Interlocked.Increment(ref next); i < _count; i = Interlocked.Increment(ref next))
            {
                Entry entry = _entries[i];
                if (entry.Fault is not null) continue;
                if (EncodedImage.Decode(entry.Encoded, entry.Length, _resizers[worker], entry.Pixels) is { } problem)
                {
                    entry.Fault = reader.At(entry.Position, problem);
                }
            }
        });
    }

    /// <summary>The next row.</summary>
    public RowFault? Take(Span<byte> destination, out Target target, out DataViewRowId id)
    {
        Entry entry = _entries[_taken++];
        target = entry.Target;
        id = entry.Id;
        if (entry.Fault is null) entry.Pixels.CopyTo(destination);
        return entry.Fault;
    }

    private sealed class Entry(int rowBytes)
    {
        public readonly byte[] Pixels = new byte[rowBytes];
        public byte[] Encoded = [];
        public int Length;
        public long Position;
        public Target Target;
        public DataViewRowId Id;
        public RowFault? Fault;
    }
}
