namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>Names out of files, as messages show them: a stranger chose them.</summary>
internal static class ShownName
{
    private const int Most = 100;

    /// <summary>The name without characters that a terminal obeys, and cut where it is long.</summary>
    public static string Of(string name) => string.Concat(name.Take(Most).Select(letter => char.IsControl(letter) ? '?' : letter)) + (name.Length <= Most ? "" : "...");
}
