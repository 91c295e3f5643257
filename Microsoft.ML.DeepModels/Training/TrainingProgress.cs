namespace Microsoft.ML.DeepModels.Training;

/// <summary>Where training is after a batch.</summary>
public sealed record TrainingProgress
{
    /// <summary>The epoch, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The epochs that will be trained at most.</summary>
    public required int Epochs { get; init; }

    /// <summary>The batch within its epoch, counted from 1.</summary>
    public required int Batch { get; init; }

    /// <summary>The batches of an epoch; null where that is known only after the first epoch.</summary>
    public int? BatchesPerEpoch { get; init; }

    /// <summary>The examples trained in this epoch so far.</summary>
    public required long Examples { get; init; }

    /// <summary>The mean loss of this epoch so far.</summary>
    public required double Loss { get; init; }

    /// <summary>The metrics over this epoch so far, by name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The examples trained in a second, over this epoch.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>The time since training began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>An estimate of the time to the end of the last epoch, validation included; null while an epoch's length is not known.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>The learning rate of this batch, its schedule included.</summary>
    public required double LearningRate { get; init; }
}
