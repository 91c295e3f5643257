using System.Globalization;
using Microsoft.ML.DeepModels.Examples.Arguments;

namespace Microsoft.ML.DeepModels.Examples.SequenceData;

/// <summary>What the tags before <c>@data</c> say, as far as reading the data needs it.</summary>
/// <param name="Dimensions">the number of values of one step; null: the data tell it</param>
/// <param name="Classes">the classes that there are</param>
internal sealed record TsHeader(int? Dimensions, IReadOnlySet<string> Classes)
{
    /// <summary>Reads the tags, up to and with <c>@data</c>.</summary>
    /// <exception cref="ExampleException">There is something else, or the file is of a kind that is not read here.</exception>
    public static TsHeader Read(TsLines lines)
    {
        int? dimensions = null;
        HashSet<string> classes = [];
        while (lines.Next() is { } line)
        {
            if (line[0] != '@') throw lines.Fault($"expected a tag that begins with @, such as @data, got '{Start(line)}'");
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            switch (words[0].ToLowerInvariant())
            {
                case "@data":
                    return classes.Count > 0 ? new TsHeader(dimensions, classes) : throw lines.Fault("there are no classes; a tag '@classLabel true NAME NAME ...' must come before @data");
                case "@timestamps" when Says(words, "true"):
                    throw lines.Fault("sequences with time stamps are not read here");
                case "@univariate" when Says(words, "true"):
                    dimensions = 1;
                    break;
                case "@dimensions":
                    dimensions = Number(words, lines);
                    break;
                case "@classlabel" when Says(words, "true"):
                    classes.UnionWith(words[2..]);
                    break;
            }
        }
        throw lines.Fault("there is no @data");
    }

    private static bool Says(string[] words, string value) => words.Length > 1 && words[1].Equals(value, StringComparison.OrdinalIgnoreCase);

    private static int Number(string[] words, TsLines lines) =>
        words.Length == 2 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw lines.Fault($"@dimensions takes a whole number from 1, got '{string.Join(' ', words[1..])}'");

    private static string Start(string line) => line.Length <= 20 ? line : line[..20] + "...";
}
