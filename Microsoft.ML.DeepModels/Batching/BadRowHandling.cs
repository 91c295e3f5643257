namespace Microsoft.ML.DeepModels.Batching;

/// <summary>What Fit does with a row it cannot use: an unreadable image, a NaN or an infinity among the features, a negative weight.</summary>
public enum BadRowHandling
{
    /// <summary>Fit fails with an exception that names the row, its source and what is wrong with it.</summary>
    Throw,

    /// <summary>The row is left out and counted; the log tells the count and the first of them.</summary>
    Skip,
}
