using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.TransferLearning;

namespace Microsoft.ML.DeepModels.Tests.TransferLearning;

[TestClass]
public class TransferAugmentationTests
{
    private static readonly Augmentation s_changes = new() { HorizontalFlip = 0.5, Crop = new PaddedCrop { Pixels = 2 } };

    [TestMethod]
    public void Views_OfAugmentedRows_ComeInTurn()
    {
        // One batch an epoch, at a rate so low that nothing is learned: the loss tells the view.
        List<double> Losses(int? views, int epochs, Augmentation? augmentation)
        {
            using var model = Fit(new MLContext(seed: 1), new TransferLearningTrainer.Options
            {
                Backbone = SmallBackbone.Value, Head = [], Epochs = epochs, BatchSize = 60, LearningRate = 1e-9, Seed = 1, Augmentation = augmentation, AugmentedViews = views
            });
            return [.. model.History!.Epochs.Select(epoch => Math.Round(epoch.TrainingLoss, 5))];
        }

        var two = Losses(2, 6, s_changes);
        Assert.AreNotEqual(two[0], two[1]);
        Assert.AreEqual(two[0], two[2], 2e-5);
        Assert.AreEqual(two[1], two[5], 2e-5);
        var usual = Losses(null, 9, s_changes);
        Assert.HasCount(4, usual[..4].Distinct().ToList());
        Assert.AreEqual(usual[0], usual[8], 2e-5);
        Assert.AreEqual(0, Losses(null, 3, null).Distinct().Max(loss => loss) - Losses(null, 3, null).Min(), 2e-5);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Threads_ThatPrepareRows_MakeNoDifference(bool finetune)
    {
        float[][] Scores(int threads)
        {
            var context = new MLContext(seed: 1);
            using var model = Fit(context, finetune
                ? new TransferLearningTrainer.Options
                {
                    Backbone = SmallBackbone.Value, Head = [], BatchSize = 16, Seed = 1, DecodeThreads = threads, Augmentation = Augmentation.Standard with { Mixup = 0.4 }, Training = TransferTraining.FineTune(1, 2)
                }
                : new TransferLearningTrainer.Options
                {
                    Backbone = SmallBackbone.Value, Head = [], Epochs = 3, BatchSize = 16, Seed = 1, DecodeThreads = threads, Augmentation = Augmentation.Standard
                });
            return TransferLearningTests.Rows(model.Transform(Shapes.View(context, 30, 2)), "Score");
        }

        TransferLearningTests.AssertSame(Scores(1), Scores(4));
    }

    [TestMethod]
    public void Mixed_RowsOfAFrozenBackbone_StillLearn()
    {
        var context = new MLContext(seed: 1);
        using var model = Fit(context, new TransferLearningTrainer.Options
        {
            Backbone = SmallBackbone.Value, Head = [], Epochs = 30, BatchSize = 16, LearningRate = 1e-2, Seed = 1, LabelSmoothing = 0.1, ClassWeights = [1, 2, 1],
            Augmentation = new Augmentation { Mixup = 0.2, CutMix = 1 }, TestTimeAugmentation = new TestTimeAugmentation { HorizontalFlip = true }
        });
        Assert.IsGreaterThan(0.85, TransferLearningTests.Accuracy(context, model, Shapes.View(context, 90, 2)));
    }

    [TestMethod]
    public void FineTune_OfTheLastBlocks_KeepsTheFeaturesOfBothPhases()
    {
        // One batch an epoch, whose order makes no difference: with and without kept features the losses are the same.
        List<double> Losses(FeatureCache cache)
        {
            using var model = Fit(new MLContext(seed: 1), new TransferLearningTrainer.Options
            {
                Backbone = SmallBackbone.Value, Head = [], BatchSize = 60, Seed = 1, FeatureCache = cache, Training = TransferTraining.FineTune(2, 3, blocks: 1)
            });
            return [.. model.History!.Epochs.Select(epoch => epoch.TrainingLoss)];
        }

        var kept = Losses(FeatureCache.Memory);
        var not = Losses(FeatureCache.None);
        Assert.HasCount(5, kept);
        for (int i = 0; i < kept.Count; i++) Assert.AreEqual(not[i], kept[i], 1e-4, $"epoch {i + 1}");
        Assert.IsLessThan(kept[0], kept[4]);
    }

    private static TransferLearningTransformer Fit(MLContext context, TransferLearningTrainer.Options options) =>
        context.MulticlassClassification.Trainers.TransferLearning(options).Fit(Shapes.View(context, 60, 1));
}
