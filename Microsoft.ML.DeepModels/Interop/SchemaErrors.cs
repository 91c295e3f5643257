using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Interop;

/// <summary>Schema errors in ML.NET's own words, for the estimator's promise, Fit and Transform alike.</summary>
internal static class SchemaErrors
{
    private const string Parameter = "inputSchema";

    /// <summary>The column of a name, or "Could not find feature column 'X'".</summary>
    /// <param name="schema">where it is looked for</param>
    /// <param name="role">what the column is for: feature, label, weight, series ...</param>
    /// <param name="name">the column's name</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string role, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.GetColumnOrNull(name) ?? throw Missing(role, name);
    }

    /// <inheritdoc cref="Find(DataViewSchema, string, string)"/>
    public static SchemaShape.Column Find(SchemaShape schema, string role, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.TryFindColumn(name, out var column) ? column : throw Missing(role, name);
    }

    /// <summary>Schema mismatch for label column 'Label': expected Key&lt;UInt32&gt;, got String</summary>
    /// <param name="role">what the column is for: feature, label, weight, series ...</param>
    /// <param name="name">the column's name</param>
    /// <param name="expected">the type that it should have</param>
    /// <param name="actual">the type that it has</param>
    public static Exception Mismatch(string role, string name, string expected, string actual) =>
        Contracts.ExceptSchemaMismatch(Parameter, role, name, expected, actual);

    private static Exception Missing(string role, string name) => Contracts.ExceptSchemaMismatch(Parameter, role, name);
}
