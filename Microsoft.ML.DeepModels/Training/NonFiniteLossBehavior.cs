namespace Microsoft.ML.DeepModels.Training;

/// <summary>What a Fit does when the loss becomes NaN or infinite, or training can no longer succeed.</summary>
public enum NonFiniteLossBehavior
{
    /// <summary>It throws an exception that names the epoch, the batch and the likely cause.</summary>
    Throw,

    /// <summary>It ends and returns the best model so far; it still throws where no epoch has been completed.</summary>
    KeepBest,
}
