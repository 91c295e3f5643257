namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Reads rows that are all of one length.</summary>
internal abstract class FixedRowReader(DataViewRow row, string column) : RowReader(row, column)
{
    protected sealed override RowFault? ReadCore(RowStore store, int slot) => ReadCore(store.Allocate(slot, store.MinimumBytes));

    /// <param name="destination">exactly one row long; all of it is written</param>
    protected abstract RowFault? ReadCore(Span<byte> destination);
}
