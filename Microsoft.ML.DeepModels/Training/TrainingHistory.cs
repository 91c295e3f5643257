namespace Microsoft.ML.DeepModels.Training;

/// <summary>How a training run went.</summary>
public sealed class TrainingHistory
{
    internal TrainingHistory(IReadOnlyList<EpochResult> epochs, int bestEpoch, bool bestWeightsRestored, StopReason stopReason)
    {
        Epochs = epochs;
        BestEpoch = bestEpoch;
        BestWeightsRestored = bestWeightsRestored;
        StopReason = stopReason;
    }

    /// <summary>The completed epochs in order.</summary>
    public IReadOnlyList<EpochResult> Epochs { get; }

    /// <summary>The epoch, counted from 1, with the best monitored value (the loss, unless early stopping names another); 0: none was completed, or none gave a number.</summary>
    public int BestEpoch { get; }

    /// <summary>Whether the model has the weights of <see cref="BestEpoch"/> rather than those at the end.</summary>
    public bool BestWeightsRestored { get; }

    /// <summary>Why training ended.</summary>
    public StopReason StopReason { get; }
}
