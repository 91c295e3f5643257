namespace Microsoft.ML.DeepModels.Training;

/// <summary>How the loop runs. Checked here, once.</summary>
internal sealed record TrainingLoopOptions
{
    private readonly int _epochs = 10;
    private readonly double _learningRate = 1e-3;
    private readonly int? _stepsPerEpoch;

    /// <summary>1 or above.</summary>
    public int Epochs
    {
        get => _epochs;
        init => _epochs = Require.AtLeastOne(value, nameof(Epochs));
    }

    /// <summary>Above 0.</summary>
    public double LearningRate
    {
        get => _learningRate;
        init => _learningRate = Require.Positive(value, nameof(LearningRate));
    }

    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>The batches of an epoch; null: the loop counts them in the first epoch.</summary>
    public int? StepsPerEpoch
    {
        get => _stepsPerEpoch;
        init => _stepsPerEpoch = value is { } steps ? Require.AtLeastOne(steps, nameof(StepsPerEpoch)) : null;
    }

    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Whether the weights of the best epoch are restored at the end, also without early stopping.</summary>
    public bool RestoreBestWeights { get; init; }

    public CancellationBehavior Cancellation { get; init; }

    public NonFiniteLossBehavior NonFiniteLoss { get; init; }

    /// <summary>The shortest time between two reports of progress; null: every batch on the CPU, four a second elsewhere.</summary>
    public TimeSpan? ReportInterval { get; init; }
}
