namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Why one row cannot be used.</summary>
/// <param name="Row">the position of the row in its view; the first is 0, and -1 is unknown</param>
/// <param name="Column">the column at fault</param>
/// <param name="Message">what was found and what was expected, without a full stop</param>
/// <param name="Source">where the value came from (the path of an image), when that is known</param>
/// <param name="Cause">the exception behind it, when there was one</param>
internal sealed record RowFault(long Row, string Column, string Message, string? Source = null, Exception? Cause = null)
{
    /// <summary>For instance <c>row 17 (the first is 0), column 'Image', from 'cats/17.gif': the format is GIF; ...</c>.</summary>
    public override string ToString() =>
        $"{(Row < 0 ? "a row" : $"row {Row} (the first is 0)")}, column '{Column}'{(string.IsNullOrEmpty(Source) ? "" : $", from '{Source}'")}: {Message}";

    /// <summary>The exception of a Fit that was told to stop at bad rows.</summary>
    public Exception ToException() => new InvalidOperationException(
        $"Bad input in {this}. Correct or remove the row, or skip and count such rows with {nameof(BadRowHandling)}.{nameof(BadRowHandling.Skip)}.", Cause);
}
