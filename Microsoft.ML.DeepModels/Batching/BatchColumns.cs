namespace Microsoft.ML.DeepModels.Batching;

/// <summary>The columns that make a batch.</summary>
internal sealed record BatchColumns
{
    /// <summary>The name of the feature column.</summary>
    public required string Features { get; init; }

    /// <summary>Columns that are read together as one row, rather than <see cref="Features"/>; null: that one alone.</summary>
    public IReadOnlyList<string>? Table { get; init; }

    /// <summary>How the feature column is to be understood.</summary>
    public InputOptions Input { get; init; } = new();

    /// <summary>What the label column holds.</summary>
    public LabelKind LabelKind { get; init; }

    /// <summary>The name of the label column; needed unless <see cref="LabelKind"/> is None.</summary>
    public string? Label { get; init; }

    /// <summary>The name of the column of example weights; null: all are 1.</summary>
    public string? Weight { get; init; }
}
