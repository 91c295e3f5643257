namespace Microsoft.ML.DeepModels.Training;

/// <summary>The numbers of one epoch, over all of its examples.</summary>
public sealed record EpochResult
{
    /// <summary>The epoch, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The mean loss over the training set, each batch before its update.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>The metrics over the training set by name, each batch before its update.</summary>
    public required IReadOnlyDictionary<string, double> TrainingMetrics { get; init; }

    /// <summary>The mean loss over the validation set after the epoch; null without one.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The metrics over the validation set by name after the epoch; null without one.</summary>
    public IReadOnlyDictionary<string, double>? ValidationMetrics { get; init; }

    /// <summary>The learning rate of the epoch's last batch, its schedule included.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How long the epoch took, validation included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The examples of the training set.</summary>
    public required long Examples { get; init; }
}
