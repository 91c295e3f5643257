using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What can go wrong when a row is asked for a getter.</summary>
internal static class RowErrors
{
    public static Exception Inactive(DataViewSchema.Column column) =>
        Contracts.ExceptParam(nameof(column), $"Column '{column.Name}' is not active in this row");

    public static Exception WrongType(Delegate getter, Type requested) => Contracts.Except(
        $"Invalid TValue in GetGetter: '{requested}', expected type: '{getter.GetType().GetGenericArguments()[0]}'.");

    public static Exception NotAtRow() => Contracts.Except("Cannot get values before the first row or after the last.");
}
