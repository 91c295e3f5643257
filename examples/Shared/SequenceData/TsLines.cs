using Microsoft.ML.DeepModels.Examples.Arguments;

namespace Microsoft.ML.DeepModels.Examples.SequenceData;

/// <summary>The lines of a .ts file that say something: neither empty nor a comment.</summary>
internal sealed class TsLines(string path) : IDisposable
{
    private readonly StreamReader _reader = new(path);
    private int _number;

    /// <summary>The next line, trimmed; null at the end.</summary>
    public string? Next()
    {
        while (_reader.ReadLine() is { } line)
        {
            _number++;
            line = line.Trim();
            if (line.Length > 0 && line[0] != '#') return line;
        }
        return null;
    }

    /// <summary>An error in the line that was read last.</summary>
    public ExampleException Fault(string what) => new($"'{path}', line {_number}: {what}.");

    public void Dispose() => _reader.Dispose();
}
