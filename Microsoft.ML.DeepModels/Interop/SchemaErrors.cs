using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Interop;

/// <summary>Schema errors in ML.NET's own words.</summary>
internal static class SchemaErrors
{
    /// <summary>Could not find feature column 'X'</summary>
    /// <param name="context">what throws</param>
    /// <param name="parameter">the name of the schema parameter</param>
    /// <param name="role">feature, label, weight</param>
    /// <param name="column">the column that was looked for</param>
    public static Exception Missing(IExceptionContext context, string parameter, string role, string column) =>
        context.ExceptSchemaMismatch(parameter, role, column);

    /// <summary>Schema mismatch for label column 'Label': expected Key&lt;UInt32&gt;, got String</summary>
    /// <inheritdoc cref="Missing"/>
    public static Exception Mismatch(IExceptionContext context, string parameter, string role, string column, string expected, string actual) =>
        context.ExceptSchemaMismatch(parameter, role, column, expected, actual);
}
