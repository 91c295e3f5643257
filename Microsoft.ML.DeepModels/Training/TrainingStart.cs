namespace Microsoft.ML.DeepModels.Training;

/// <summary>What is known when training begins.</summary>
public sealed record TrainingStart
{
    /// <summary>The epochs that will be trained at most.</summary>
    public required int Epochs { get; init; }

    /// <summary>The batches of an epoch; null where that is known only after the first epoch.</summary>
    public int? BatchesPerEpoch { get; init; }

    /// <summary>The learning rate before its schedule.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Whether every epoch ends with a pass over a validation set.</summary>
    public required bool HasValidation { get; init; }

    /// <summary>The names of the metrics that are reported beside the loss.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }
}
