using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Tests.Training;

[TestClass]
public class TrainingLoopTests
{
    [TestMethod]
    public void Run_WithObservers_TellsThemEverythingInOrder()
    {
        using var leaks = new TensorLeaks();
        using var step = new ScriptedStep();
        var recorder = new Recorder();
        var history = new TrainingLoop(step, new TrainingLoopOptions { Epochs = 2 }, [recorder])
            .Run(_ => TrainingData.Line(2, 4), null, CancellationToken.None);
        CollectionAssert.AreEqual(
            new[] { "start 2", "epoch 1", "batch 1.1", "batch 1.2", "epoch 1 done", "epoch 2", "batch 2.1", "batch 2.2", "epoch 2 done", "end Completed" },
            recorder.Calls);
        Assert.AreEqual(StopReason.Completed, history.StopReason);
        Assert.AreEqual(2, history.Epochs.Count);
        Assert.AreEqual(8, history.Epochs[0].Examples);
        Assert.IsNull(history.Epochs[0].ValidationLoss);
        var first = recorder.Progress[0];
        Assert.IsNull(first.BatchesPerEpoch);
        Assert.IsNull(first.Remaining);
        var last = recorder.Progress[^1];
        Assert.AreEqual(2, last.BatchesPerEpoch);
        Assert.AreEqual(TimeSpan.Zero, last.Remaining);
        Assert.AreEqual(8, last.Examples);
        Assert.IsTrue(last.SamplesPerSecond > 0 && last.Elapsed > first.Elapsed);
    }

    [TestMethod]
    public void Run_WithAReportInterval_ReportsNoMoreOften()
    {
        using var step = new ScriptedStep();
        var recorder = new Recorder();
        new TrainingLoop(step, new TrainingLoopOptions { Epochs = 2, ReportInterval = TimeSpan.FromHours(1) }, [recorder])
            .Run(_ => TrainingData.Line(2, 4), null, CancellationToken.None);
        Assert.AreEqual(1, recorder.Progress.Count);
    }

    [TestMethod]
    public void Run_WithASchedule_GivesEachStepItsRate()
    {
        using var step = new ScriptedStep();
        var options = new TrainingLoopOptions
        {
            Epochs = 3, LearningRate = 0.5, StepsPerEpoch = 2, Schedule = LearningRateSchedule.StepDecay(1, 0.5),
        };
        var history = new TrainingLoop(step, options, []).Run(_ => TrainingData.Line(2, 4), null, CancellationToken.None);
        CollectionAssert.AreEqual(new[] { 0.5, 0.5, 0.25, 0.25, 0.125, 0.125 }, step.LearningRates);
        Assert.AreEqual(0.125, history.Epochs[2].LearningRate);
    }

    [TestMethod]
    public void Run_ToTheEnd_DisposesEveryBatch()
    {
        using var step = new ScriptedStep(1, 1);
        List<Batch> seen = [];
        IEnumerable<Batch> Watched(int epoch) => TrainingData.Line(2, 4).Select(b =>
        {
            seen.Add(b);
            return b;
        });
        new TrainingLoop(step, new TrainingLoopOptions { Epochs = 1 }, []).Run(Watched, Watched, CancellationToken.None);
        Assert.AreEqual(4, seen.Count);
        Assert.IsTrue(seen.All(b => b.Features.IsInvalid && b.Labels!.IsInvalid));
    }

    [TestMethod]
    public void Run_WithEarlyStopping_EndsAfterPatienceAndRestoresTheBestWeights()
    {
        using var leaks = new TensorLeaks();
        using var step = new ScriptedStep(3, 1, 2, 1, 5, 5);
        var options = new TrainingLoopOptions { Epochs = 6, EarlyStopping = new EarlyStopping { Patience = 2 } };
        var history = Run(step, options);
        Assert.AreEqual(StopReason.EarlyStopping, history.StopReason);
        Assert.AreEqual(4, history.Epochs.Count);
        Assert.AreEqual(2, history.BestEpoch);
        Assert.IsTrue(history.BestWeightsRestored);
        Assert.AreEqual(4, step.Trained); // two epochs of two batches
    }

    [TestMethod]
    public void Run_WithEarlyStoppingWithoutRestoring_KeepsTheLastWeights()
    {
        using var step = new ScriptedStep(3, 1, 2, 2);
        var options = new TrainingLoopOptions { Epochs = 9, EarlyStopping = new EarlyStopping { Patience = 2, RestoreBestWeights = false } };
        var history = Run(step, options);
        Assert.AreEqual(4, history.Epochs.Count);
        Assert.IsFalse(history.BestWeightsRestored);
        Assert.AreEqual(8, step.Trained);
    }

    [TestMethod]
    public void Run_WithGainsBelowMinDelta_Stops()
    {
        using var step = new ScriptedStep(3, 2.9, 2.8, 1);
        var options = new TrainingLoopOptions { Epochs = 4, EarlyStopping = new EarlyStopping { Patience = 2, MinDelta = 0.5 } };
        var history = Run(step, options);
        Assert.AreEqual(3, history.Epochs.Count);
        Assert.AreEqual(3, history.BestEpoch);
    }

    [TestMethod]
    public void Run_WithValidationOfNaN_NeverTakesThatEpochForTheBest()
    {
        using var step = new ScriptedStep(double.NaN, 2, double.NaN);
        var history = Run(step, new TrainingLoopOptions { Epochs = 3, RestoreBestWeights = true });
        Assert.AreEqual(2, history.BestEpoch);
        Assert.AreEqual(4, step.Trained);
    }

    [TestMethod]
    public void Create_WithAnUnknownMonitor_NamesWhatThereIs()
    {
        using var step = new ScriptedStep();
        var options = new TrainingLoopOptions { EarlyStopping = new EarlyStopping { Monitor = "acuracy" } };
        var error = Assert.ThrowsExactly<ArgumentException>(() => _ = new TrainingLoop(step, options, []));
        Assert.AreEqual("EarlyStopping.Monitor is 'acuracy', but what is measured is 'loss'. Monitor one of these.", error.Message);
    }

    [TestMethod]
    public void Create_WithSettingsOutOfRange_NamesTheArgumentTheValueAndTheRange()
    {
        OptimizerTests.Refused(() => _ = new TrainingLoopOptions { Epochs = 0 }, "Epochs", "Epochs must be 1 or above, got 0.");
        OptimizerTests.Refused(() => _ = new TrainingLoopOptions { LearningRate = 0 }, "LearningRate", "LearningRate must be above 0, got 0.");
        OptimizerTests.Refused(() => _ = new EarlyStopping { Patience = 0 }, "Patience", "Patience must be 1 or above, got 0.");
        OptimizerTests.Refused(() => _ = new EarlyStopping { MinDelta = -1 }, "MinDelta", "MinDelta must be 0 or above, got -1.");
    }

    [TestMethod]
    public void Run_CanceledInMidEpoch_ThrowsBeforeTheNextBatch()
    {
        using var leaks = new TensorLeaks();
        using var step = new ScriptedStep();
        using var source = new CancellationTokenSource();
        var recorder = new Recorder(p =>
        {
            if (p is { Epoch: 2, Batch: 1 }) source.Cancel();
        });
        var loop = new TrainingLoop(step, new TrainingLoopOptions { Epochs = 5 }, [recorder]);
        var error = Assert.ThrowsExactly<OperationCanceledException>(() => loop.Run(_ => TrainingData.Line(3, 4), null, source.Token));
        Assert.AreEqual("Operation was canceled.", error.Message);
        Assert.AreEqual(4, step.Trained);
    }

    [TestMethod]
    public void Run_CanceledInMidEpochKeepingTheBest_RestoresTheBestEpoch()
    {
        using var leaks = new TensorLeaks();
        using var step = new ScriptedStep(1, 2);
        using var source = new CancellationTokenSource();
        var recorder = new Recorder(p =>
        {
            if (p is { Epoch: 3, Batch: 1 }) source.Cancel();
        });
        var loop = new TrainingLoop(step, new TrainingLoopOptions { Epochs = 5, Cancellation = CancellationBehavior.KeepBest }, [recorder]);
        var history = loop.Run(_ => TrainingData.Line(2, 4), _ => TrainingData.Line(1, 4), source.Token);
        Assert.AreEqual(StopReason.Canceled, history.StopReason);
        Assert.AreEqual("end Canceled", recorder.Calls[^1]);
        Assert.AreEqual(2, history.Epochs.Count);
        Assert.AreEqual(1, history.BestEpoch);
        Assert.AreEqual(2, step.Trained);
    }

    [TestMethod]
    public void Run_WithWeightsSpoiledByTheLastUpdateOfAnEpoch_GoesBackToTheEpochBefore()
    {
        using var step = new ScriptedStep { LossRanksEpochs = false, SpoiledAfter = 4 };
        var loop = new TrainingLoop(step, new TrainingLoopOptions { Epochs = 5, NonFiniteLoss = NonFiniteLossBehavior.KeepBest }, []);
        var history = loop.Run(_ => TrainingData.Line(2, 4), null, CancellationToken.None);
        Assert.AreEqual(StopReason.NonFiniteLoss, history.StopReason);
        Assert.AreEqual(2, history.Epochs.Count, "the loss of the second epoch was a number");
        Assert.AreEqual(1, history.BestEpoch);
        Assert.AreEqual(2, step.Trained);
    }

    [TestMethod]
    [DataRow(NonFiniteLossBehavior.KeepBest)]
    [DataRow(NonFiniteLossBehavior.Throw)]
    public void Run_WithWeightsSpoiledByTheVeryLastUpdate_NeverReturnsThem(NonFiniteLossBehavior behavior)
    {
        using var step = new ScriptedStep { LossRanksEpochs = false, SpoiledAfter = 4 };
        var loop = new TrainingLoop(step, new TrainingLoopOptions { Epochs = 2, NonFiniteLoss = behavior }, []);
        TrainingHistory Run() => loop.Run(_ => TrainingData.Line(2, 4), null, CancellationToken.None);
        if (behavior == NonFiniteLossBehavior.Throw)
        {
            Assert.Contains("The loss of epoch 2 of 2 was a number, but weights became NaN or infinite", Assert.ThrowsExactly<TrainingDivergedException>(Run).Message);
            return;
        }
        var history = Run();
        Assert.AreEqual(StopReason.NonFiniteLoss, history.StopReason);
        Assert.IsNotNull(history.Divergence);
        Assert.IsTrue(history.BestWeightsRestored);
        Assert.AreEqual(2, step.Trained);
    }

    [TestMethod]
    public void Run_CanceledInTheFirstEpochKeepingTheBest_KeepsTheWeightsAsTheyAre()
    {
        using var step = new ScriptedStep();
        using var source = new CancellationTokenSource();
        var loop = new TrainingLoop(step, new TrainingLoopOptions { Cancellation = CancellationBehavior.KeepBest }, [new Recorder(_ => source.Cancel())]);
        var history = loop.Run(_ => TrainingData.Line(3, 4), null, source.Token);
        Assert.AreEqual(StopReason.Canceled, history.StopReason);
        Assert.AreEqual(0, history.BestEpoch);
        Assert.IsFalse(history.BestWeightsRestored);
        Assert.AreEqual(1, step.Trained);
    }

    [TestMethod]
    public void Run_CanceledWhileTheSourceWaits_EndsToo()
    {
        using var step = new ScriptedStep();
        using var source = new CancellationTokenSource();
        IEnumerable<Batch> Waiting(int epoch)
        {
            foreach (var batch in TrainingData.Line(1, 4)) yield return batch;
            source.CancelAfter(20);
            source.Token.WaitHandle.WaitOne();
            source.Token.ThrowIfCancellationRequested();
        }
        var loop = new TrainingLoop(step, new TrainingLoopOptions(), []);
        var error = Assert.ThrowsExactly<OperationCanceledException>(() => loop.Run(Waiting, null, source.Token));
        Assert.AreEqual("Operation was canceled.", error.Message);
    }

    [TestMethod]
    public void Run_OfEmptySets_SaysWhichIsEmpty()
    {
        using var step = new ScriptedStep();
        var loop = new TrainingLoop(step, new TrainingLoopOptions(), []);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => loop.Run(_ => [], null, CancellationToken.None));
        Assert.AreEqual("The training set gave no examples in epoch 1. Training needs at least one row.", error.Message);
        error = Assert.ThrowsExactly<InvalidOperationException>(() => loop.Run(_ => TrainingData.Line(1, 4), _ => [], CancellationToken.None));
        Assert.AreEqual("The validation set gave no examples. Give one with at least one row, or none.", error.Message);
    }

    private static TrainingHistory Run(ScriptedStep step, TrainingLoopOptions options) =>
        new TrainingLoop(step, options, []).Run(_ => TrainingData.Line(2, 4), _ => TrainingData.Line(1, 4), CancellationToken.None);
}
