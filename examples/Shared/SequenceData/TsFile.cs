using System.Globalization;
using Microsoft.ML.DeepModels.Examples.Arguments;

namespace Microsoft.ML.DeepModels.Examples.SequenceData;

/// <summary>
/// A file of labelled sequences in sktime's text format: lines with tags that begin with @, the last of them <c>@data</c>; then a line for each
/// sequence, its dimensions separated by colons, the values of a dimension by commas, and the class last.
/// </summary>
public sealed class TsFile
{
    private TsFile(int dimensions, IReadOnlyList<LabeledSequence> rows)
    {
        Dimensions = dimensions;
        Rows = rows;
    }

    /// <summary>The number of values of one step.</summary>
    public int Dimensions { get; }

    /// <summary>The sequences.</summary>
    public IReadOnlyList<LabeledSequence> Rows { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ExampleException">It is not such a file, or a value in it is missing or no number; the message names the line.</exception>
    public static TsFile Read(string path)
    {
        using var lines = new TsLines(path);
        var header = TsHeader.Read(lines);
        int? dimensions = header.Dimensions;
        List<LabeledSequence> rows = [];
        while (lines.Next() is { } line)
        {
            string[] parts = line.Split(':');
            int count = parts.Length - 1; // the class is last
            dimensions ??= count;
            if (count != dimensions) throw lines.Fault($"{count} dimensions and a class were found, expected {dimensions} dimensions and a class");
            string label = parts[^1].Trim();
            if (!header.Classes.Contains(label)) throw lines.Fault($"the class '{label}' is not one of those that @classLabel names");
            rows.Add(new LabeledSequence { Steps = Steps(parts.AsSpan(0, count), lines), Label = label });
        }
        if (rows.Count == 0) throw lines.Fault("there is no sequence after @data");
        return new TsFile(dimensions!.Value, rows);
    }

    /// <summary>From one list of values a dimension to one list of dimensions a step.</summary>
    private static float[] Steps(ReadOnlySpan<string> dimensions, TsLines lines)
    {
        float[] steps = [];
        for (int dimension = 0; dimension < dimensions.Length; dimension++)
        {
            string[] values = dimensions[dimension].Split(',');
            if (dimension == 0) steps = new float[values.Length * dimensions.Length]; // (timesteps, dimensions)
            int expected = steps.Length / dimensions.Length;
            if (values.Length != expected) throw lines.Fault($"dimension {dimension + 1} has {values.Length} steps but dimension 1 has {expected}");
            for (int step = 0; step < values.Length; step++)
            {
                if (!float.TryParse(values[step], NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value))
                    throw lines.Fault($"dimension {dimension + 1}, step {step + 1} is '{values[step].Trim()}', expected a number");
                steps[step * dimensions.Length + dimension] = value;
            }
        }
        return steps;
    }
}
