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
    /// <param name="destination">exactly <see cref="FeatureLayout.RowBytes"/> long; all of it is written</param>
    /// <returns>null, or why the row cannot be used</returns>
    public RowFault? Read(Span<byte> destination)
    {
        RowFault? fault;
        try
        {
            fault = ReadCore(destination);
        }
        catch (Exception e) when (IsAboutTheRow(e))
        {
            // Whatever stands before us in the pipeline failed on this row: a file that is not there, an image that cannot be decoded.
            fault = Fault($"the value could not be computed: {e.Message.TrimEnd('.')}", cause: e);
        }
        if (fault is not null) destination.Clear();
        return fault;
    }

    protected abstract RowFault? ReadCore(Span<byte> destination);

    protected RowFault Fault(string message, string? source = null, Exception? cause = null) =>
        new(Row.Position, column, message, source, cause);

    protected static bool IsAboutTheRow(Exception e) => e is not (OperationCanceledException or OutOfMemoryException or ObjectDisposedException);
}
