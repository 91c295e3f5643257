namespace Microsoft.ML.DeepModels.Evaluation;

/// <summary>How like generated rows are to real ones, seen through one feature column.</summary>
/// <remarks>The distances are in units of the features, squared for the Fréchet distance: compare them only between the same features.</remarks>
public sealed record GenerativeMetrics
{
    /// <summary>
    /// The Fréchet distance of two normal distributions with the means and covariances of the rows, at least 0 (Heusel et al. 2017):
    /// |m1 - m2|^2 + tr(S1 + S2 - 2 (S1^1/2 S2 S1^1/2)^1/2).
    /// </summary>
    /// <remarks>The fewer rows, the larger it comes out, so compare it only between like numbers of rows.</remarks>
    public required double FrechetDistance { get; init; }

    /// <summary>
    /// The squared maximum mean discrepancy under the polynomial kernel (x y / width + 1)^3, around 0 where both kinds of rows are of one
    /// distribution (Binkowski et al. 2018).
    /// </summary>
    /// <remarks>It is unbiased, whatever the number of rows, and so can be a little below 0. All pairs of rows count, so it is what an average over random subsets estimates.</remarks>
    public required double KernelDistance { get; init; }

    /// <summary>
    /// The part of the generated rows that look real, from 0 to 1: they are as near to a real row as one of its nearest real neighbours is
    /// (Kynkaanniemi et al. 2019).
    /// </summary>
    public required double Precision { get; init; }

    /// <summary>The part of the real rows that could have been generated, from 0 to 1: the same with the roles changed.</summary>
    public required double Recall { get; init; }

    /// <summary>The number of generated rows.</summary>
    public required int GeneratedCount { get; init; }

    /// <summary>The number of real rows.</summary>
    public required int RealCount { get; init; }
}
