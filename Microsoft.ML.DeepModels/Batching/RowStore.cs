using System.Runtime.InteropServices;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Rows in memory: features, and beside them labels and weights. Slots are numbered from 0.</summary>
internal abstract class RowStore
{
    private Target[] _targets = [];
    private ulong[] _identities = [];

    private protected RowStore(int minimumBytes) => MinimumBytes = minimumBytes;

    /// <summary>The number of bytes of a row's features; where rows differ in length, that of the shortest there can be.</summary>
    public int MinimumBytes { get; }

    /// <summary>What all rows cost, labels and weights included.</summary>
    public abstract long Bytes { get; }

    /// <summary>A store for rows of a layout.</summary>
    /// <param name="layout">says whether all rows are of one length</param>
    /// <param name="rows">the number of rows, where it is known to be small; null: it is not known</param>
    public static RowStore Create(FeatureLayout layout, int? rows = null) =>
        layout.IsVariable ? new VariableRowStore(layout.MinimumBytes) : new FixedRowStore(layout.MinimumBytes, rows);

    /// <summary>What one row costs, its label and weight included.</summary>
    public static long BytesPerRow(int rowBytes) => rowBytes + Marshal.SizeOf<Target>();

    /// <summary>Makes place for a row.</summary>
    /// <param name="slot">an old row there is gone</param>
    /// <param name="bytes">its length</param>
    /// <returns>what is in it is undefined</returns>
    public Span<byte> Allocate(int slot, int bytes)
    {
        if (_targets.Length <= slot) Array.Resize(ref _targets, Math.Max(slot + 1, Math.Max(64, _targets.Length * 2)));
        return AllocateCore(slot, bytes);
    }

    /// <summary>The features of a slot that has been allocated.</summary>
    public abstract Span<byte> Row(int slot);

    /// <summary>Label and weight of a slot that has been allocated.</summary>
    public ref Target TargetOf(int slot) => ref _targets[slot];

    /// <summary>Says which row of the view is in a slot, however often and in whatever order the view is read.</summary>
    public void Identify(int slot, ulong identity)
    {
        if (_identities.Length <= slot) Array.Resize(ref _identities, _targets.Length);
        _identities[slot] = identity;
    }

    /// <summary>What <see cref="Identify"/> said.</summary>
    public ulong IdentityOf(int slot) => _identities[slot];

    /// <summary>Says that a slot is not read until it is allocated again.</summary>
    public virtual void Release(int slot)
    {
    }

    /// <summary>Lets the memory go.</summary>
    public virtual void Clear()
    {
        _targets = [];
        _identities = [];
    }

    protected abstract Span<byte> AllocateCore(int slot, int bytes);
}
