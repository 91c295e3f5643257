namespace Microsoft.ML.DeepModels.Batching;

/// <summary>What one pass over a view has seen.</summary>
internal sealed class PassCounts(LabelKind kind)
{
    /// <summary>Rows that can be used.</summary>
    public long Rows { get; set; }

    /// <summary>Rows left out because their label is missing.</summary>
    public long MissingLabels { get; set; }

    /// <summary>Rows left out because something is wrong with them.</summary>
    public long BadRows { get; set; }

    /// <summary>The first of the bad rows.</summary>
    public RowFault? FirstFault { get; set; }

    /// <summary>The labels of the rows that can be used.</summary>
    public LabelStatistics Labels { get; init; } = new(kind);

    /// <summary>Counts a row that can be used.</summary>
    public void Add(in Target target)
    {
        Rows++;
        Labels.Add(target);
    }
}
