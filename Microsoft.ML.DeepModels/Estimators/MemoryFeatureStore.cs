using Microsoft.ML.DeepModels.Batching;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Rows of features in memory.</summary>
internal sealed class MemoryFeatureStore(int rowBytes) : FeatureStore
{
    private readonly FixedRowStore _rows = new(rowBytes, null);
    private int _count;

    public override void Add(ReadOnlySpan<byte> row) => row.CopyTo(_rows.Allocate(_count++, rowBytes));

    public override void Read(int slot, Span<byte> destination) => _rows.Row(slot).CopyTo(destination);

    public override void Clear() => _count = 0;

    public override void Dispose() => _rows.Clear();
}
