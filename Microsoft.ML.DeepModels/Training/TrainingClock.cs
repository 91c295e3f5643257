using System.Diagnostics;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>Times of a run: how long, how fast, how much longer, and when the next report is due.</summary>
internal sealed class TrainingClock
{
    private readonly Stopwatch _run = Stopwatch.StartNew();
    private TimeSpan _epochStart, _lastReport = TimeSpan.MinValue;

    public TimeSpan Elapsed => _run.Elapsed;

    public TimeSpan EpochElapsed => _run.Elapsed - _epochStart;

    public void StartEpoch() => _epochStart = _run.Elapsed;

    /// <summary>Whether this long has passed since the last report; if so, this is the new last one.</summary>
    public bool IsReportDue(TimeSpan interval)
    {
        var now = _run.Elapsed;
        if (_lastReport != TimeSpan.MinValue && now - _lastReport < interval) return false;
        _lastReport = now;
        return true;
    }

    public double SamplesPerSecond(long examples) => examples / Math.Max(EpochElapsed.TotalSeconds, 1e-9);

    /// <summary>As long as the rest of the steps takes at the pace so far.</summary>
    public TimeSpan? Remaining(int epoch, int epochs, int batch, int? batchesPerEpoch)
    {
        if (batchesPerEpoch is not { } n) return null;
        double done = (epoch - 1.0) * n + batch, all = (double)epochs * n;
        return TimeSpan.FromSeconds(Elapsed.TotalSeconds * Math.Max(0, all - done) / done);
    }
}
