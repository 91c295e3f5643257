using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>The exceptions of columns that are missing or of a wrong type, in ML.NET's words.</summary>
internal static class ColumnErrors
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string role, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.GetColumnOrNull(name)
            ?? throw new ArgumentOutOfRangeException("inputSchema", $"Could not find {role} column '{name}'");
    }

    public static Exception Mismatch(string role, string name, string expected, DataViewType actual) =>
        new ArgumentOutOfRangeException("inputSchema", $"Schema mismatch for {role} column '{name}': expected {expected}, got {actual}");
}
