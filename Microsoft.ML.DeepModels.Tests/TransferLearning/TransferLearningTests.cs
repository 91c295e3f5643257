using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.TransferLearning;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.TransferLearning;

[TestClass]
public class TransferLearningTests
{
    [TestMethod]
    public void Frozen_FewRows_LearnsWhatANetworkFromScratchCannot()
    {
        var context = new MLContext(seed: 1);
        var few = Shapes.View(context, 12, 1);
        var test = Shapes.View(context, 150, 2);
        using var transferred = context.MulticlassClassification.Trainers.TransferLearning(SmallBackbone.Options(40)).Fit(few);
        using var scratch = context.MulticlassClassification.Trainers.ConvolutionalNetwork(
            new() { Layers = [.. SmallBackbone.Layers, Layer.Dense(8, Activation.Relu)], Epochs = 40, BatchSize = 16, LearningRate = 5e-3, Seed = 1 }).Fit(few);

        double with = Accuracy(context, transferred, test), without = Accuracy(context, scratch, test);
        Assert.IsGreaterThan(0.9, with);
        Assert.IsGreaterThan(without + 0.1, with, $"transferred {with}, from scratch {without}");
    }

    [TestMethod]
    public void Frozen_TheBackbone_StaysAsItWas()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 30, 1);
        using var model = context.MulticlassClassification.Trainers.TransferLearning(SmallBackbone.Options()).Fit(view);
        using var features = context.Transforms.PretrainedFeatures(SmallBackbone.Value, "Known", "Features").Fit(view);

        AssertSame(Rows(features.Transform(view), "Known"), Rows(model.Embed(view, "Known", SmallBackbone.Layers.Count), "Known"));
    }

    [TestMethod]
    [DataRow(FeatureCache.Memory)]
    [DataRow(FeatureCache.Disk)]
    public void Frozen_FeaturesInMemoryOrOnDisk_MakeNoDifference(FeatureCache cache)
    {
        string folder = Directory.CreateTempSubdirectory("features").FullName;
        try
        {
            float[][] Fit(FeatureCache where)
            {
                var context = new MLContext(seed: 1);
                var view = Shapes.View(context, 45, 1);
                using var model = context.MulticlassClassification.Trainers.TransferLearning(With(SmallBackbone.Options(3), where, folder)).Fit(view);
                return Rows(model.Transform(view), "Score");
            }

            AssertSame(Fit(FeatureCache.Automatic), Fit(cache));
            Assert.IsEmpty(Directory.GetFileSystemEntries(folder), "nothing is left of the cache");
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [TestMethod]
    public void Frozen_WithAndWithoutKeptFeatures_LearnsTheSame()
    {
        double Fit(FeatureCache where)
        {
            var context = new MLContext(seed: 1);
            // One batch an epoch, whose order makes no difference.
            var options = With(SmallBackbone.Options(5), where, null, batchSize: 30);
            using var model = context.MulticlassClassification.Trainers.TransferLearning(options).Fit(Shapes.View(context, 30, 1));
            return model.History!.Epochs[^1].TrainingLoss;
        }

        Assert.AreEqual(Fit(FeatureCache.None), Fit(FeatureCache.Memory), 1e-4);
    }

    [TestMethod]
    public void Frozen_EachRow_GoesThroughTheBackboneOnce()
    {
        int made = 0, done = 0;
        var rows = new FakeRows(20);
        var options = new FeatureBatchOptions { Layers = 1, Shape = new(4), BatchSize = 8, Seed = 1, Device = TorchSharp.torch.CPU, CacheBytes = 1 << 20, Views = 2, RowsDone = () => done++ };
        using var features = new FeatureBatches(rows.Batches(8), batch =>
        {
            made += batch.Count;
            return batch.Features.sum([1L], true).repeat(1, 4).DetachFromDisposeScope();
        }, options, (20, 20));

        var epochs = Enumerable.Range(1, 5).Select(epoch => rows.Seen(features.Train(epoch, CancellationToken.None))).ToList();
        Assert.AreEqual(40, made, "two views of 20 rows");
        foreach (var epoch in epochs) CollectionAssert.AreEquivalent(Enumerable.Range(0, 20).ToList(), epoch);
        CollectionAssert.AreNotEqual(epochs[2], epochs[4], "each epoch has an order of its own");
        rows.Seen(features.Validate(1, CancellationToken.None));
        CollectionAssert.AreEqual(Enumerable.Range(0, 20).ToList(), rows.Seen(features.Validate(2, CancellationToken.None)));
        Assert.AreEqual(60, made);
        Assert.AreEqual(0, done, "validation rows were still to be read");
        for (int epoch = 6; epoch < 8; epoch++) rows.Seen(features.Train(epoch, CancellationToken.None));
        Assert.AreEqual(1, done, "rows are not needed any more");
    }

    [TestMethod]
    public void LastBlocks_One_ChangesThatAndNothingBefore()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 30, 1);
        using var model = context.MulticlassClassification.Trainers.TransferLearning(SmallBackbone.Options(2, TransferTraining.LastBlocks(1))).Fit(view);
        using var before = context.Transforms.PretrainedFeatures(SmallBackbone.Value, "Known", "Features").Fit(view);

        AssertSame(Rows(before.Embed(view, "Known", 6), "Known"), Rows(model.Embed(view, "Known", 6), "Known"));
        AssertDiffer(Rows(before.Transform(view), "Known"), Rows(model.Embed(view, "Known", 7), "Known"));
    }

    [TestMethod]
    [DataRow(BatchNormStatistics.Automatic, false)]
    [DataRow(BatchNormStatistics.Keep, false)]
    [DataRow(BatchNormStatistics.Update, true)]
    public void Everything_BatchNormStatistics_AreKeptOrUpdated(BatchNormStatistics setting, bool change)
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 30, 1);
        var given = SmallBackbone.Options(2, TransferTraining.Everything());
        var options = new TransferLearningTrainer.Options
        {
            Backbone = given.Backbone, Head = given.Head, Epochs = 2, BatchSize = 16, Seed = 1, Training = given.Training, BatchNormStatistics = setting
        };
        using var model = context.MulticlassClassification.Trainers.TransferLearning(options).Fit(view);
        var was = SmallBackbone.Value.Source.Locate(false, null, default)(SmallBackbone.Value.InputShape);
        var now = model.Snapshot(SmallBackbone.Layers.Count).Weights;
        using var generator = new Generator(1, CPU);
        using var network = LayerStack.Create(was.Layers, SmallBackbone.Value.InputShape, new ModuleContext(generator, generator, CPU));
        was.Load(network);
        var old = NetworkSnapshot.Of(new NetworkInput(SmallBackbone.Value.InputShape), was.Layers, network, was.Layers.Count, "").Weights;

        foreach (string name in new[] { "1.running_mean", "1.running_var" })
            Assert.AreEqual(change, !old[name].SequenceEqual(now[name]), name);
        CollectionAssert.AreNotEqual(old["0.weight"], now["0.weight"], "the first convolution is trained");
    }

    [TestMethod]
    public void FineTune_Phases_TrainTheHeadFirst()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 30, 1);
        var batches = new List<TrainingProgress>();
        var options = new TransferLearningTrainer.Options
        {
            Backbone = SmallBackbone.Value, Head = [], BatchSize = 16, Seed = 1, Training = TransferTraining.FineTune(2, 3, 1e-2, 1e-3),
            LearningRateSchedule = LearningRateSchedule.CosineDecay(1), OnBatch = batches.Add, ValidationSet = Shapes.View(context, 15, 2)
        };
        Assert.AreEqual(5, options.Epochs);
        Assert.AreEqual(1e-2, options.LearningRate);
        using var model = context.MulticlassClassification.Trainers.TransferLearning(options).Fit(view);

        Assert.HasCount(5, model.History!.Epochs);
        // Two batches an epoch; the warm-up of one epoch begins anew in the second phase.
        var rates = batches.Select(batch => batch.LearningRate).ToList();
        CollectionAssert.AreEqual(rates[..2], rates[4..6]);
        Assert.AreEqual(5e-3, rates[0], 1e-9);
        Assert.AreEqual(1e-2, rates[1], 1e-9);
        Assert.IsTrue(model.History.Epochs.All(epoch => epoch.ValidationLoss is not null));
    }

    [TestMethod]
    public void Stages_RatesAndBlocks_FallWithDepth()
    {
        var stages = new TransferStages(TransferTraining.FineTune(2, 3, 1e-2, 1e-3, 0.5), [1, 4, 6], 1e-2, true);
        Assert.AreEqual((6, 1.0), stages.BlockOf(6));
        Assert.AreEqual((4, 0.1), stages.BlockOf(5));
        Assert.AreEqual((1, 0.05), stages.BlockOf(1));
        Assert.AreEqual((0, 0.025), stages.BlockOf(0));
        Assert.AreEqual(6, stages.FrozenIn(1));
        Assert.AreEqual(0, stages.FrozenIn(2));
        Assert.AreEqual(6, new TransferStages(TransferTraining.Frozen, [1, 4, 6], 1, true).LastFrozen);
        Assert.AreEqual(1, new TransferStages(TransferTraining.LastBlocks(2), [1, 4, 6], 1, true).LastFrozen);
        Assert.AreEqual(0, new TransferStages(TransferTraining.LastBlocks(3), [1, 4, 6], 1, true).LastFrozen);
        Assert.AreEqual(0, new TransferStages(TransferTraining.Everything(), [1, 4, 6], 1, true).LastFrozen);
    }

    [TestMethod]
    public void SavedModel_Loaded_ScoresTheSame()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 30, 1);
        using var model = context.MulticlassClassification.Trainers.TransferLearning(SmallBackbone.Options()).Fit(view);
        string path = Path.GetTempFileName();
        try
        {
            context.Model.Save(model, view.Schema, path);
            var loaded = new MLContext().Model.Load(path, out _);
            using var own = (IDisposable)loaded;
            AssertSame(Rows(model.Transform(view), "Score"), Rows(loaded.Transform(view), "Score"));
            // And it is a backbone in its turn.
            Assert.AreEqual(8, Backbone.FromModel(path).FeatureWidth);
            Assert.AreEqual(16, Backbone.FromModel(path, SmallBackbone.Layers.Count).FeatureWidth);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void TwoClasses_OfOneRowEach_AreEnoughUnlessOneIsPutAside()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 2, 1);
        using var model = context.MulticlassClassification.Trainers.TransferLearning(SmallBackbone.Options(30)).Fit(view);
        Assert.AreEqual(1, Accuracy(context, model, view));

        var trainer = context.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options { Backbone = SmallBackbone.Value, Seed = 1, ValidationFraction = 0.5 });
        Assert.Contains("ValidationFraction has taken 1 rows", Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(view)).Message);
    }

    [TestMethod]
    public void Fit_ManyTimes_LeavesNoTensor()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 30, 1);
        foreach (var training in new[] { TransferTraining.Frozen, TransferTraining.LastBlocks(2), TransferTraining.FineTune(1, 1) })
        {
            var options = training.ToString().StartsWith("FineTune", StringComparison.Ordinal)
                ? new TransferLearningTrainer.Options { Backbone = SmallBackbone.Value, Head = [], BatchSize = 16, Seed = 1, Training = training, ValidationFraction = 0.2 }
                : SmallBackbone.Options(2, training);
            LeakTest.Run(() => context.MulticlassClassification.Trainers.TransferLearning(options).Fit(view).Dispose());
        }
    }

    internal static double Accuracy(MLContext context, ITransformer model, IDataView view) =>
        context.MulticlassClassification.Evaluate(model.Transform(view)).MicroAccuracy;

    internal static float[][] Rows(IDataView view, string column) => [.. view.GetColumn<float[]>(column)];

    private static TransferLearningTrainer.Options With(TransferLearningTrainer.Options options, FeatureCache cache, string? folder, int batchSize = 16) => new()
    {
        Backbone = options.Backbone, Head = options.Head, Epochs = options.Epochs, BatchSize = batchSize, LearningRate = options.LearningRate, Seed = options.Seed,
        Training = options.Training, FeatureCache = cache, FeatureCacheFolder = folder
    };

    internal static void AssertSame(float[][] expected, float[][] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
            for (int j = 0; j < expected[i].Length; j++) Assert.AreEqual(expected[i][j], actual[i][j], 1e-5f, $"row {i}, value {j}");
    }

    private static void AssertDiffer(float[][] first, float[][] second) =>
        Assert.IsFalse(first.Zip(second).All(pair => pair.First.SequenceEqual(pair.Second)), "the features are as they were");
}
