namespace Microsoft.ML.DeepModels.Examples.Arguments;

/// <summary>What an example says of itself, and what it can be told beside what all examples can.</summary>
public sealed record ExampleDescription
{
    /// <summary>What the example does, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What <c>--data</c> takes.</summary>
    public required string Data { get; init; }

    /// <summary>Whether <c>--data</c> takes a file, too, not only a folder.</summary>
    public bool DataMayBeFile { get; init; }

    /// <summary>The epochs when the user gives none; null: as suits the data.</summary>
    public int? Epochs { get; init; }

    /// <summary>The batch size when the user gives none; null: as suits the data.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The threads of libtorch when the user says nothing; null: one a processor.</summary>
    public int? Threads { get; init; }

    /// <summary>What <c>--task</c> chooses from; empty: the example has only one task, and no such argument.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>What only this example can be told.</summary>
    public IReadOnlyList<ExampleOption> Options { get; init; } = [];
}
