using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Makes one data view of another.</summary>
public interface ITransformer : ICanSaveModel
{
    /// <summary>Whether each row comes from one row, whatever the others are.</summary>
    bool IsRowToRowMapper { get; }
    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);
    IDataView Transform(IDataView input);
    IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);
}
