using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Losses;
using Microsoft.ML.DeepModels.Training.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Training;

[TestClass]
public class SupervisedStepTests
{
    [TestMethod]
    public void Run_OfRegression_FindsTheLine()
    {
        using var leaks = new TensorLeaks();
        using var network = new Linear(2, 1);
        using var step = new SupervisedStep(network, new MeanSquaredError(), Optimizer.Sgd(0.9, true), 0, null, new MeanAbsoluteErrorMetric());
        var options = new TrainingLoopOptions { Epochs = 20, LearningRate = 0.1 };
        var history = new TrainingLoop(step, options, []).Run(e => TrainingData.Line(8, 16, e), _ => TrainingData.Line(2, 16, 99), CancellationToken.None);
        Assert.IsTrue(history.Epochs[^1].ValidationLoss < 1e-4, $"{history.Epochs[^1]}");
        Assert.IsTrue(history.Epochs[^1].ValidationMetrics!["meanAbsoluteError"] < 0.01);
        Assert.AreEqual(2, network.Weights[0], 0.02);
        Assert.AreEqual(-3, network.Weights[1], 0.02);
        Assert.AreEqual(0.5, network.Biases[0], 0.02);
    }

    [TestMethod]
    public void Run_OfClassification_Learns()
    {
        using var leaks = new TensorLeaks();
        foreach (var optimizer in new[] { Optimizer.Adam(), Optimizer.AdamW(), Optimizer.RmsProp() })
        {
            using var network = new Linear(3, 3);
            using var step = new SupervisedStep(network, new CrossEntropy(), optimizer, 0.001, GradientClipping.ByNorm(1), new Accuracy(), new TopKAccuracy(2));
            var recorder = new Recorder();
            var options = new TrainingLoopOptions { Epochs = 10, LearningRate = 0.05, Schedule = LearningRateSchedule.CosineDecay(), StepsPerEpoch = 8 };
            var history = new TrainingLoop(step, options, [recorder])
                .Run(e => TrainingData.Largest(8, 16, e), _ => TrainingData.Largest(4, 16, 99), CancellationToken.None);
            Assert.IsTrue(history.Epochs[^1].ValidationMetrics!["accuracy"] > 0.9, $"{optimizer}: {history.Epochs[^1]}");
            Assert.IsTrue(history.Epochs[^1].ValidationMetrics!["top2Accuracy"] > 0.97);
            Assert.IsTrue(history.Epochs[^1].TrainingLoss < history.Epochs[0].TrainingLoss / 2);
            Assert.IsTrue(recorder.Progress[^1].Metrics["accuracy"] > 0.9);
        }
    }

    [TestMethod]
    public void TrainAndEvaluate_Alternating_SwitchTheModeOfTheNetwork()
    {
        using var network = new Linear(2, 1);
        using var step = new SupervisedStep(network, new MeanSquaredError(), Optimizer.Sgd());
        foreach (bool training in new[] { true, false, false, true })
        {
            using var scope = NewDisposeScope();
            using var batch = TrainingData.Line(1).First();
            float before = network.Biases[0];
            _ = training ? step.Train(batch, 0.1, default) : step.Evaluate(batch);
            Assert.AreEqual(training, network.LastMode);
            Assert.AreEqual(training, network.Biases[0] != before);
        }
    }

    [TestMethod]
    public void Train_OnTwoBatches_DoesNotMixTheirGradients()
    {
        using var network = new Linear(1, 1);
        using var step = new SupervisedStep(network, new MeanSquaredError(), Optimizer.Sgd());
        for (int i = 0; i < 2; i++)
        {
            using var scope = NewDisposeScope();
            using var batch = new Batch(ones(1, 1), ones(1));
            step.Train(batch, 0.1, default);
        }
        // error 1: both move by 0.2; error 0.6: both by 0.12
        Assert.AreEqual(0.32f, network.Weights[0], 1e-6f);
        Assert.AreEqual(0.32f, network.Biases[0], 1e-6f);
    }

    [TestMethod]
    public void Train_WithExampleWeights_IgnoresThoseOfWeightZero()
    {
        using var network = new Linear(1, 1);
        using var step = new SupervisedStep(network, new MeanSquaredError(), Optimizer.Sgd());
        using var scope = NewDisposeScope();
        using var batch = new Batch(ones(2, 1), tensor(new float[] { 1, 1000 }), tensor(new float[] { 3, 0 }));
        var result = step.Train(batch, 0.1, default);
        Assert.AreEqual(1, result.Mean.ToDouble(), 1e-6);
        Assert.AreEqual(3, result.Weight!.ToDouble());
        Assert.AreEqual(0.2f, network.Weights[0], 1e-6f);
    }

    [TestMethod]
    public void Train_WithClipping_LimitsTheGradients()
    {
        // features 3 and bias 1 with error -1: gradients -6 and -2
        AssertMoves(GradientClipping.ByNorm(1), 6 / Math.Sqrt(40), 2 / Math.Sqrt(40));
        AssertMoves(GradientClipping.ByNorm(100), 6, 2);
        AssertMoves(GradientClipping.ByValue(2.5), 2.5, 2);
        OptimizerTests.Refused(() => GradientClipping.ByNorm(0), "maximum", "maximum must be above 0, got 0.");
    }

    [TestMethod]
    public void Run_WithNaNInFeatures_SaysSo()
    {
        using var leaks = new TensorLeaks();
        using var network = new Linear(2, 1);
        using var step = new SupervisedStep(network, new MeanSquaredError(), Optimizer.Adam());
        IEnumerable<Batch> Spoiled(int epoch)
        {
            foreach (var batch in TrainingData.Line(2)) yield return batch;
            yield return new Batch(full([4, 2], float.NaN), zeros(4));
        }
        var loop = new TrainingLoop(step, new TrainingLoopOptions { Epochs = 3 }, []);
        var error = Assert.ThrowsExactly<TrainingDivergedException>(() => loop.Run(Spoiled, null, CancellationToken.None));
        StringAssert.StartsWith(error.Message, "The loss became NaN in epoch 1 of 3, batch 3. The features of this batch hold NaN or infinite values.");
    }

    [TestMethod]
    public void Run_WithALearningRateFarTooHigh_SaysSo()
    {
        using var network = new Linear(2, 1);
        using var step = new SupervisedStep(network, new MeanSquaredError(), Optimizer.Sgd());
        var loop = new TrainingLoop(step, new TrainingLoopOptions { Epochs = 3, LearningRate = 1e12 }, []);
        var error = Assert.ThrowsExactly<TrainingDivergedException>(() => loop.Run(_ => TrainingData.Line(), null, CancellationToken.None));
        StringAssert.Matches(error.Message, new("^The loss became (NaN|infinite) in epoch 1 of 3, batch [2-9]\\. Features and labels of this batch are finite, " +
            "so training diverged\\. Lower LearningRate \\(it is 1E\\+12 here\\), set GradientClipping"));
    }

    [TestMethod]
    public void Run_DivergingWhileKeepingTheBest_RestoresTheBestEpoch()
    {
        using var leaks = new TensorLeaks();
        using var network = new Linear(2, 1);
        using var step = new SupervisedStep(network, new MeanSquaredError(), Optimizer.Adam());
        var options = new TrainingLoopOptions { Epochs = 5, NonFiniteLoss = NonFiniteLossBehavior.KeepBest };
        var recorder = new Recorder(p =>
        {
            if (p is { Epoch: 3, Batch: 2 }) network.Break();
        });
        var history = new TrainingLoop(step, options, [recorder]).Run(_ => TrainingData.Line(), null, CancellationToken.None);
        Assert.AreEqual(StopReason.NonFiniteLoss, history.StopReason);
        Assert.AreEqual(2, history.BestEpoch);
        Assert.IsTrue(history.BestWeightsRestored);
        Assert.IsTrue(network.Biases.Concat(network.Weights).All(float.IsFinite));
    }

    [TestMethod]
    public void Run_WithAllWeightsZero_SaysSo()
    {
        using var network = new Linear(2, 1);
        using var step = new SupervisedStep(network, new MeanSquaredError(), Optimizer.Adam());
        var loop = new TrainingLoop(step, new TrainingLoopOptions(), []);
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => loop.Run(_ => [new Batch(ones(2, 2), ones(2), zeros(2))], null, CancellationToken.None));
        StringAssert.StartsWith(error.Message, "All example weights");
    }

    [TestMethod]
    public void Train_WithoutLabels_SaysSo()
    {
        using var network = new Linear(2, 1);
        using var step = new SupervisedStep(network, new MeanSquaredError(), Optimizer.Adam());
        using var scope = NewDisposeScope();
        using var batch = new Batch(ones(2, 2));
        var error = Assert.ThrowsExactly<ArgumentException>(() => step.Train(batch, 0.1, default));
        StringAssert.StartsWith(error.Message, "The batch has no labels");
    }

    [TestMethod]
    public void Dispose_OfTheStep_LeavesTheNetworkItsTrainedWeights()
    {
        using var network = new Linear(1, 1);
        using (var step = new SupervisedStep(network, new MeanSquaredError(), Optimizer.Sgd()))
        {
            using var scope = NewDisposeScope();
            using var batch = new Batch(ones(1, 1), ones(1));
            step.Train(batch, 0.1, default);
        }
        Assert.AreEqual(0.2f, network.Weights[0], 1e-6f);
    }

    private static void AssertMoves(GradientClipping clipping, double weight, double bias)
    {
        using var network = new Linear(1, 1);
        using var step = new SupervisedStep(network, new MeanSquaredError(), Optimizer.Sgd(), 0, clipping);
        using var scope = NewDisposeScope();
        using var batch = new Batch(full([1, 1], 3f), ones(1));
        step.Train(batch, 1, default);
        Assert.AreEqual(weight, network.Weights[0], 1e-5);
        Assert.AreEqual(bias, network.Biases[0], 1e-5);
    }
}
