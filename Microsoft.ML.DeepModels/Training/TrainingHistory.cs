namespace Microsoft.ML.DeepModels.Training;

/// <summary>How a training run went.</summary>
public sealed class TrainingHistory
{
    internal TrainingHistory(IReadOnlyList<EpochResult> epochs, int bestEpoch, bool bestWeightsRestored, StopReason stopReason, string? divergence = null)
    {
        Epochs = epochs;
        BestEpoch = bestEpoch;
        BestWeightsRestored = bestWeightsRestored;
        StopReason = stopReason;
        Divergence = divergence;
    }

    /// <summary>The completed epochs in order.</summary>
    public IReadOnlyList<EpochResult> Epochs { get; }

    /// <summary>The epoch, counted from 1, with the best monitored value (the loss, unless early stopping names another); 0: none was completed, or none gave a number.</summary>
    public int BestEpoch { get; }

    /// <summary>Whether the model has the weights of <see cref="BestEpoch"/> rather than those at the end.</summary>
    public bool BestWeightsRestored { get; }

    /// <summary>Why training ended.</summary>
    public StopReason StopReason { get; }

    /// <summary>How training went wrong, where it was ended by <see cref="StopReason.NonFiniteLoss"/>; else null.</summary>
    public string? Divergence { get; }
}
