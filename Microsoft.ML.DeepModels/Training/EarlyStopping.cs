namespace Microsoft.ML.DeepModels.Training;

/// <summary>Ends training when a value has stopped improving. A plain value; each Fit counts for itself.</summary>
public sealed record EarlyStopping
{
    private readonly int _patience = 5;
    private readonly double _minDelta;
    private readonly string _monitor = "loss";

    /// <summary>Epochs without improvement after which training ends, 1 or above. Default: 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Patience
    {
        get => _patience;
        init => _patience = Require.AtLeastOne(value, nameof(Patience));
    }

    /// <summary>What counts as improvement: more than this, in units of the monitored value, 0 or above. Default: 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0.</exception>
    public double MinDelta
    {
        get => _minDelta;
        init => _minDelta = Require.AtLeastZero(value, nameof(MinDelta));
    }

    /// <summary>
    /// "loss" (default) or the name of a metric, for instance "accuracy": of the validation set where there is one, else of the
    /// training set. Whether higher or lower is better follows from the metric.
    /// </summary>
    public string Monitor
    {
        get => _monitor;
        init => _monitor = value ?? throw new ArgumentNullException(nameof(Monitor));
    }

    /// <summary>Whether the weights of the best epoch are restored at the end. Default: true.</summary>
    public bool RestoreBestWeights { get; init; } = true;
}
