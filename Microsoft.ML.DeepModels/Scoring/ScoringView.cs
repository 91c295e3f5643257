using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>A data view with the columns of a network added. Lazy: nothing runs until a cursor moves.</summary>
internal sealed class ScoringView(IDataView source, ScoringBinding binding) : IDataView
{
    public DataViewSchema Schema => binding.Output;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = ActiveColumns.Of(binding.Output, columnsNeeded);
        var input = source.GetRowCursor(binding.Dependencies(binding.Output.Where(c => active[c.Index])), rand);
        try
        {
            return new ScoringCursor(binding, input, active, source.GetRowCount());
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    // One cursor however many are asked for, which the interface allows: the forward pass uses all threads by itself.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
