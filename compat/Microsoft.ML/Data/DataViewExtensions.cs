namespace Microsoft.ML.Data;

/// <summary>Cursors over given columns.</summary>
internal static class DataViewExtensions
{
    public static DataViewRowCursor GetRowCursor(this IDataView dv, params DataViewSchema.Column[] columnsNeeded) =>
        dv.GetRowCursor((IEnumerable<DataViewSchema.Column>)columnsNeeded);

    public static DataViewRowCursor GetRowCursor(this IDataView dv, DataViewSchema.Column columnNeeded) => dv.GetRowCursor(Enumerable.Repeat(columnNeeded, 1));
    public static DataViewRowCursor GetRowCursor(this IDataView dv) => dv.GetRowCursor(Enumerable.Empty<DataViewSchema.Column>());
    public static DataViewRowCursor GetRowCursorForAllColumns(this IDataView dv) => dv.GetRowCursor((IEnumerable<DataViewSchema.Column>)dv.Schema);
}
