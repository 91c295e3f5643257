namespace Microsoft.ML.DeepModels.Evaluation;

/// <summary>Generated rows compared with real ones, and beside it what a perfect generator would get.</summary>
public sealed record GenerativeEvaluation
{
    /// <summary>Generated rows against real ones.</summary>
    public required GenerativeMetrics Metrics { get; init; }

    /// <summary>
    /// Real rows against real ones: what chance and the number of rows alone give. It is of the reference rows in place of the generated
    /// ones where there are any, otherwise of one random half of the real rows against the other; null where the halves would have too few rows.
    /// </summary>
    /// <remarks>
    /// The Fréchet distance depends on the number of rows: the floor is comparable where its counts are like those of <see cref="Metrics"/>,
    /// thus with as many reference rows as generated ones, or, without a reference, with half as many generated rows as real ones; the
    /// halves are half of the real rows, too, and so the floor is a little high.
    /// </remarks>
    public required GenerativeMetrics? Floor { get; init; }
}
