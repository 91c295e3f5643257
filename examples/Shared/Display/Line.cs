using System.Globalization;

namespace Microsoft.ML.DeepModels.Examples.Display;

/// <summary>Text of one line, in the invariant culture.</summary>
public static class Line
{
    /// <summary>A text with its line breaks taken out.</summary>
    public static string From(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>Formats in the invariant culture.</summary>
    public static string Of(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The last line of an example, for programs to read: <c>RESULT name=value ...</c>; values have no blanks in them.</summary>
    public static string Result(params (string Name, object Value)[] values) => Named("RESULT", values);

    /// <summary>A word, and names with their values behind it.</summary>
    public static string Named(string word, params (string Name, object Value)[] values) =>
        word + string.Concat(values.Select(pair => $" {pair.Name}={Convert.ToString(pair.Value, CultureInfo.InvariantCulture)!.Replace(' ', '_')}"));
}
