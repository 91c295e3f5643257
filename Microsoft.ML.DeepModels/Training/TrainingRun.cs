namespace Microsoft.ML.DeepModels.Training;

/// <summary>What one run of the loop remembers: so that a loop can run twice and nothing of the first is left.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly ITrainingStep _step;
    private readonly TrainingLoopOptions _options;
    private readonly BestWeights _best;
    private readonly List<EpochResult> _epochs = [];
    private readonly bool _keepsBest, _restoresBest;

    public TrainingRun(ITrainingStep step, TrainingLoopOptions options)
    {
        _step = step;
        _options = options;
        _best = new BestWeights(step.State);
        Monitor = new EpochMonitor(options.EarlyStopping, step);
        BatchesPerEpoch = options.StepsPerEpoch;
        _restoresBest = options.RestoreBestWeights || options.EarlyStopping is { RestoreBestWeights: true };
        _keepsBest = _restoresBest || options.Cancellation == CancellationBehavior.KeepBest || options.NonFiniteLoss == NonFiniteLossBehavior.KeepBest;
    }

    public TrainingClock Clock { get; } = new();

    public EpochMonitor Monitor { get; }

    /// <summary>The mean loss of the pass that is under way.</summary>
    public RunningMean Loss { get; } = new();

    /// <summary>null: not known yet.</summary>
    public int? BatchesPerEpoch { get; set; }

    public bool HasBestWeights => _best.Exists;

    public TrainingStart Start(bool hasValidation) => new()
    {
        Epochs = _options.Epochs,
        BatchesPerEpoch = BatchesPerEpoch,
        LearningRate = _options.LearningRate,
        HasValidation = hasValidation,
        Metrics = [.. _step.Metrics.Select(m => m.Name)],
    };

    public void StartEpoch()
    {
        Clock.StartEpoch();
        StartPass();
    }

    public void StartPass()
    {
        Loss.Reset();
        foreach (var metric in _step.Metrics) metric.Reset();
    }

    public Dictionary<string, double> Metrics() => _step.Metrics.ToDictionary(m => m.Name, m => m.Compute());

    public TrainingProgress Progress(int epoch, int batch, double learningRate) => new()
    {
        Epoch = epoch,
        Epochs = _options.Epochs,
        Batch = batch,
        BatchesPerEpoch = BatchesPerEpoch,
        Examples = Loss.Examples,
        Loss = Loss.Read(),
        Metrics = Metrics(),
        SamplesPerSecond = Clock.SamplesPerSecond(Loss.Examples),
        Elapsed = Clock.Elapsed,
        Remaining = Clock.Remaining(epoch, _options.Epochs, batch, BatchesPerEpoch),
        LearningRate = learningRate,
    };

    public EpochResult Result(int epoch, double learningRate) => new()
    {
        Epoch = epoch,
        TrainingLoss = Loss.Read(),
        TrainingMetrics = Metrics(),
        LearningRate = learningRate,
        Duration = Clock.EpochElapsed,
        Examples = Loss.Examples,
    };

    /// <summary>An epoch is over: remembers it, and its weights where they are the best.</summary>
    /// <exception cref="TrainingDivergedException">The last update spoiled the weights: there may be no other batch whose loss tells it.</exception>
    public void Complete(EpochResult result)
    {
        _epochs.Add(result);
        if (!_best.IsFinite) throw NonFiniteLoss.OfWeights(result, _options.Epochs);
        if (Monitor.Add(result) && _keepsBest) _best.Save();
    }

    public TrainingHistory Finish(StopReason reason, string? divergence)
    {
        bool restore = HasBestWeights && (_restoresBest || reason is StopReason.Canceled or StopReason.NonFiniteLoss);
        if (restore) _best.Restore();
        return new TrainingHistory(_epochs, Monitor.BestEpoch, restore, reason, divergence);
    }

    public void Dispose()
    {
        _best.Dispose();
        Loss.Dispose();
    }
}
