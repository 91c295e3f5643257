namespace Microsoft.ML.DeepModels.Training;

/// <summary>What a Fit does when it is canceled.</summary>
public enum CancellationBehavior
{
    /// <summary>It throws <see cref="OperationCanceledException"/>.</summary>
    Throw,

    /// <summary>It ends and returns the best model so far; before the end of the first epoch, the model as it is. While rows are read for the first time there is none, and it throws.</summary>
    KeepBest,
}
