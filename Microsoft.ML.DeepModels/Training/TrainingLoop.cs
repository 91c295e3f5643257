using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Training;

// What I own: the order of things. Epochs and batches, the learning rate of each step, the dispose scope of each step, the
// batches once the source has handed them out (I dispose each after its step), the copy of the best weights, reports,
// cancellation and stopping.
// What I do not: the network, its losses and optimizers (the step has them; whoever made the step disposes it), where
// batches come from, files, logs. I know no family by name; a new one brings a step.

/// <summary>Trains: runs a step over the batches of each epoch, validates, reports, stops. One loop serves every family.</summary>
internal sealed class TrainingLoop
{
    private static readonly TimeSpan DeviceReportInterval = TimeSpan.FromMilliseconds(250);

    private readonly ITrainingStep _step;
    private readonly TrainingLoopOptions _options;
    private readonly IReadOnlyList<ITrainingObserver> _observers;

    public TrainingLoop(ITrainingStep step, TrainingLoopOptions options, IReadOnlyList<ITrainingObserver> observers)
    {
        _step = step;
        _options = options;
        _observers = observers;
        _ = new EpochMonitor(options.EarlyStopping, step); // a wrong name is refused before any work
    }

    /// <summary>Trains to the end, or to a reason to stop earlier.</summary>
    /// <param name="trainEpoch">the training batches of an epoch, counted from 1; the loop disposes them</param>
    /// <param name="validationEpoch">the validation batches after an epoch, likewise; null: no validation</param>
    /// <param name="token">looked at before every batch</param>
    /// <exception cref="OperationCanceledException">It was canceled, and the options do not say to keep the best model.</exception>
    /// <exception cref="TrainingDivergedException">The loss became NaN or infinite, and there is no best model or it is not to be kept.</exception>
    public TrainingHistory Run(Func<int, IEnumerable<Batch>> trainEpoch, Func<int, IEnumerable<Batch>>? validationEpoch, CancellationToken token)
    {
        using var run = new TrainingRun(_step, _options);
        var stopReason = StopReason.Completed;
        string? divergence = null;
        Notify(o => o.OnFitStart(run.Start(validationEpoch is not null)));
        try
        {
            for (int epoch = 1; epoch <= _options.Epochs; epoch++)
            {
                token.ThrowIfCancellationRequested();
                Notify(o => o.OnEpochStart(epoch));
                var result = Train(run, epoch, trainEpoch, token);
                if (validationEpoch is not null) result = Validate(run, result, validationEpoch, token);
                result = result with { Duration = run.Clock.EpochElapsed };
                run.Complete(result);
                Notify(o => o.OnEpochEnd(result));
                if (!run.Monitor.ShouldStop) continue;
                stopReason = StopReason.EarlyStopping;
                break;
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            if (_options.Cancellation == CancellationBehavior.Throw) throw new OperationCanceledException("Operation was canceled.", token);
            stopReason = StopReason.Canceled;
        }
        catch (TrainingDivergedException e) when (_options.NonFiniteLoss == NonFiniteLossBehavior.KeepBest && run.HasBestWeights)
        {
            stopReason = StopReason.NonFiniteLoss;
            divergence = e.Message;
        }
        var history = run.Finish(stopReason, divergence);
        Notify(o => o.OnFitEnd(history));
        return history;
    }

    private EpochResult Train(TrainingRun run, int epoch, Func<int, IEnumerable<Batch>> source, CancellationToken token)
    {
        run.StartEpoch();
        double learningRate = 0;
        int count = 0, firstUnread = 1;
        using var batches = source(epoch).GetEnumerator();
        while (Next(batches, token) is { } next)
        {
            using var batch = next;
            using var scope = NewDisposeScope();
            var position = SchedulePosition.Of(epoch, count, run.BatchesPerEpoch, _options.Epochs);
            learningRate = _options.LearningRate * _options.Schedule.Factor(position);
            double? batchLoss = run.Loss.Add(_step.Train(batch, learningRate, position), batch.Count);
            count++;
            if (batchLoss is { } known)
            {
                if (!double.IsFinite(known)) throw NonFiniteLoss.Diagnose(known, Where(epoch, count, count), learningRate, batch);
            }
            // On a device nothing is read but for a report.
            var interval = _options.ReportInterval ?? (batchLoss is null ? DeviceReportInterval : TimeSpan.Zero);
            if (_observers.Count == 0 || !run.Clock.IsReportDue(interval)) continue;
            var progress = run.Progress(epoch, count, learningRate);
            if (batchLoss is null && run.Loss.ReadWeight() != 0) RefuseNonFinite(progress.Loss, epoch, firstUnread, count, learningRate);
            firstUnread = count + 1;
            Notify(o => o.OnBatchEnd(progress));
        }
        if (count == 0) throw new InvalidOperationException($"The training set gave no examples in epoch {epoch}. Training needs at least one row.");
        run.BatchesPerEpoch = count;
        if (run.Loss.ReadWeight() == 0)
            throw new InvalidOperationException("All example weights (times class weights) of the training set are zero, so nothing can be learned. Give some above 0.");
        var result = run.Result(epoch, learningRate);
        RefuseNonFinite(result.TrainingLoss, epoch, firstUnread, count, learningRate);
        return result;
    }

    private EpochResult Validate(TrainingRun run, EpochResult result, Func<int, IEnumerable<Batch>> source, CancellationToken token)
    {
        run.StartPass();
        using var batches = source(result.Epoch).GetEnumerator();
        while (Next(batches, token) is { } next)
        {
            using var batch = next;
            using var scope = NewDisposeScope();
            run.Loss.Add(_step.Evaluate(batch), batch.Count);
        }
        if (run.Loss.Examples == 0)
            throw new InvalidOperationException("The validation set gave no examples. Give one with at least one row, or none.");
        // Not refused when it is not finite: training may recover, and such an epoch is never the best.
        return result with { ValidationLoss = run.Loss.Read(), ValidationMetrics = run.Metrics() };
    }

    private static Batch? Next(IEnumerator<Batch> batches, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        return batches.MoveNext() ? batches.Current : null;
    }

    private void RefuseNonFinite(double loss, int epoch, int firstBatch, int lastBatch, double learningRate)
    {
        if (!double.IsFinite(loss)) throw NonFiniteLoss.Diagnose(loss, Where(epoch, firstBatch, lastBatch), learningRate, null);
    }

    private string Where(int epoch, int firstBatch, int lastBatch) =>
        $"epoch {epoch} of {_options.Epochs}, " + (firstBatch == lastBatch ? $"batch {firstBatch}" : $"batches {firstBatch} to {lastBatch}");

    private void Notify(Action<ITrainingObserver> action)
    {
        foreach (var observer in _observers) action(observer);
    }
}
