namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Reads the features of the current row of one cursor. It keeps buffers but no values: what a row gives never depends on
/// the rows before it. One reader serves one thread.
/// </summary>
internal abstract class RowReader(DataViewRow row, string column)
{
    protected DataViewRow Row { get; } = row;

    /// <summary>
    /// Reads the current row in the form that <see cref="FeatureLayout"/> describes. A row that cannot be used is reported,
    /// not thrown, and leaves zeros.
    /// </summary>
    /// <param name="store">where to put it</param>
    /// <param name="slot">the place in the store; all of it is written</param>
    /// <returns>null, or why the row cannot be used</returns>
    public RowFault? Read(RowStore store, int slot)
    {
        RowFault? fault;
        try
        {
            fault = ReadCore(store, slot);
        }
        catch (Exception e) when (IsAboutTheRow(e))
        {
            // Whatever stands before us in the pipeline failed on this row: a file that is not there, an image that cannot be decoded.
            fault = Fault($"the value could not be computed: {e.Message.TrimEnd('.')}", cause: e);
        }
        if (fault is not null) store.Allocate(slot, store.MinimumBytes).Clear();
        return fault;
    }

    protected abstract RowFault? ReadCore(RowStore store, int slot);

    protected RowFault Fault(string message, string? source = null, Exception? cause = null) =>
        new(Row.Position, column, message, source, cause);

    protected static bool IsAboutTheRow(Exception e) => e is not (OperationCanceledException or OutOfMemoryException or ObjectDisposedException);
}
