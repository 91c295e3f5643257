using Microsoft.ML.DeepModels.Training.Metrics;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>Compares epochs by the monitored value: which is the best, and whether to go on. One for each run.</summary>
internal sealed class EpochMonitor
{
    private const string Loss = "loss";

    private readonly EarlyStopping? _earlyStopping;
    private readonly string _monitor;
    private readonly bool _higherIsBetter, _ranks;
    private double _best = double.NegativeInfinity, _reference = double.NegativeInfinity;
    private int _waited;

    public EpochMonitor(EarlyStopping? earlyStopping, ITrainingStep step)
    {
        _earlyStopping = earlyStopping;
        _monitor = earlyStopping?.Monitor ?? Loss;
        CheckName(earlyStopping, step.Metrics);
        _ranks = step.LossRanksEpochs || _monitor != Loss;
        _higherIsBetter = step.Metrics.FirstOrDefault(m => m.Name == _monitor)?.HigherIsBetter ?? false;
    }

    /// <summary>Refuses to monitor what is not measured.</summary>
    public static void CheckName(EarlyStopping? earlyStopping, IReadOnlyList<Metric> metrics)
    {
        if (earlyStopping is null) return;
        var names = metrics.Select(m => m.Name).Prepend(Loss).ToList();
        if (names.Contains(earlyStopping.Monitor)) return;
        throw new ArgumentException($"EarlyStopping.Monitor is '{earlyStopping.Monitor}', but what is measured is " +
            $"{string.Join(", ", names.Select(n => $"'{n}'"))}. Monitor one of these.");
    }

    /// <summary>Counted from 1; 0: none yet, or none whose value was a number.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>Whether patience is at its end.</summary>
    public bool ShouldStop => _earlyStopping is { } stopping && _waited >= stopping.Patience;

    /// <summary>Adds an epoch; true: it is the best so far.</summary>
    public bool Add(EpochResult result)
    {
        double value = ValueOf(result);
        if (!_ranks) value = double.IsFinite(value) ? result.Epoch : double.NaN;
        else if (!_higherIsBetter) value = -value;
        // A gain of MinDelta or less is still the best epoch to go back to, but buys no more patience. NaN is never a gain.
        bool gained = value - _reference > (_earlyStopping?.MinDelta ?? 0);
        if (gained) _reference = value;
        _waited = gained ? 0 : _waited + 1;
        if (!(value > _best)) return false;
        _best = value;
        BestEpoch = result.Epoch;
        return true;
    }

    private double ValueOf(EpochResult result) => _monitor == Loss
        ? result.ValidationLoss ?? result.TrainingLoss
        : (result.ValidationMetrics ?? result.TrainingMetrics)[_monitor];
}
