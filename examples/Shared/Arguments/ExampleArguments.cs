namespace Microsoft.ML.DeepModels.Examples.Arguments;

/// <summary>What every example can be told on its command line.</summary>
public sealed record ExampleArguments
{
    /// <summary>Passes over the training data; null: as suits the data.</summary>
    public int? Epochs { get; init; }

    /// <summary>Rows of a training step; null: as suits the data.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Where everything random begins.</summary>
    public required int Seed { get; init; }

    /// <summary>Threads of libtorch.</summary>
    public required int Threads { get; init; }

    /// <summary>The index of a GPU; null: the CPU.</summary>
    public int? Gpu { get; init; }

    /// <summary>A folder, or a file where the example takes one, with data of the user's own; null: the example makes its data.</summary>
    public string? Data { get; init; }

    /// <summary>One of the example's tasks; null: the user names none.</summary>
    public string? Task { get; init; }

    /// <summary>What the user gave for the options that only this example has, by their names.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder in which files are written.</summary>
    public required string Output { get; init; }

    /// <summary>The path of a file in the output folder, which is made if need be.</summary>
    public string OutputFile(string name)
    {
        Directory.CreateDirectory(Output);
        return Path.Combine(Output, name);
    }
}
