using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>A data view with forecasts added. Lazy: nothing is read until a cursor moves. Rows keep their order, for it is that of time.</summary>
internal sealed class ForecastView(IDataView source, ForecastBinding binding) : IDataView
{
    public DataViewSchema Schema => binding.Output;

    public bool CanShuffle => false;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = ActiveColumns.Of(binding.Output, columnsNeeded);
        var input = source.GetRowCursor(binding.Input.Where(column => active[column.Index]));
        return new ForecastCursor(binding, source, input, active);
    }

    // One cursor however many are asked for, which the interface allows: a forecast needs the rows before its own.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];
}
