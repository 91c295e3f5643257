using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.TransferLearning;

namespace Microsoft.ML.DeepModels.Tests.TransferLearning;

[TestClass]
public class FeatureCacheTests
{
    private string _folder = "";

    [TestInitialize]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("features").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, true);

    [TestMethod]
    public void DiskStore_Rows_ComeBackAsTheyWere()
    {
        using (var store = new DiskFeatureStore(_folder, 1200, 0))
        {
            var row = new byte[1200];
            for (int i = 0; i < 3000; i++) // more than the buffer holds
            {
                Array.Fill(row, (byte)(i * 7));
                store.Add(row);
            }
            foreach (int slot in new[] { 0, 1, 873, 874, 2999, 1500 })
            {
                store.Read(slot, row);
                Assert.IsTrue(row.All(value => value == (byte)(slot * 7)), $"row {slot}");
            }
        }
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder));
    }

    [TestMethod]
    public void DiskStore_WhileItIsUsed_HasNoNameThatCouldBeLeftBehind()
    {
        if (OperatingSystem.IsWindows()) return; // there the system itself deletes it
        using var store = new DiskFeatureStore(_folder, 1 << 20, 3);
        var row = new byte[1 << 20];
        for (int i = 0; i < 3; i++)
        {
            Array.Fill(row, (byte)i);
            store.Add(row);
        }
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder), "a process that is killed leaves nothing");
        store.Read(0, row);
        Assert.IsTrue(row.All(value => value == 0));
        store.Read(1, row);
        Assert.IsTrue(row.All(value => value == 1));
    }

    [TestMethod]
    public void DiskStore_DiskTooSmall_IsFoundOutAtOnceAndLeavesNothing()
    {
        var e = Assert.ThrowsExactly<IOException>(() => new DiskFeatureStore(_folder, 1 << 20, 1L << 32));
        Assert.Contains(_folder, e.Message);
        Assert.Contains("FeatureCacheFolder", e.Message);
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder));
    }

    [TestMethod]
    public void Fit_SecondPhase_HasLetGoOfTheFeatures()
    {
        if (!OperatingSystem.IsLinux()) return; // where the open files of a process can be listed
        bool IsOpen() => Directory.GetFiles("/proc/self/fd").Any(file => new FileInfo(file).LinkTarget?.StartsWith(_folder, StringComparison.Ordinal) == true);
        var context = new MLContext(seed: 1);
        var open = new List<bool>();
        using var model = context.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options
        {
            Backbone = SmallBackbone.Value, Head = [], Seed = 1, FeatureCache = FeatureCache.Disk, FeatureCacheFolder = _folder, Training = TransferTraining.FineTune(2, 1),
            OnBatch = _ => open.Add(IsOpen()), ValidationFraction = 0.2
        }).Fit(Shapes.View(context, 24, 1));
        CollectionAssert.AreEqual(new[] { true, true, false }, open);
    }

    [TestMethod]
    public void Fit_FineTuneWithoutAFrozenPhase_KeepsFeaturesOfWhatIsNeverTrained()
    {
        var context = new MLContext(seed: 1);
        List<double> Losses(FeatureCache cache)
        {
            using var model = context.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options
            {
                Backbone = SmallBackbone.Value, Head = [], Seed = 1, BatchSize = 24, FeatureCache = cache, FeatureCacheFolder = Path.Combine(_folder, "made"),
                Training = TransferTraining.FineTune(0, 3, blocks: 1)
            }).Fit(Shapes.View(context, 24, 1));
            return [.. model.History!.Epochs.Select(epoch => epoch.TrainingLoss)];
        }

        var expected = Losses(FeatureCache.None);
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder));
        var losses = Losses(FeatureCache.Disk);
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder), "the folder was made for them");
        // One batch an epoch, whose order makes no difference.
        for (int i = 0; i < 3; i++) Assert.AreEqual(expected[i], losses[i], 1e-4);
    }

    [TestMethod]
    public void Fit_FolderCannotBeMade_SaysSoAndLeavesNothing()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        var context = new MLContext(seed: 1);
        var trainer = context.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options
        {
            Backbone = SmallBackbone.Value, Head = [], Epochs = 2, Seed = 1, FeatureCache = FeatureCache.Disk, FeatureCacheFolder = Path.Combine(file, "below")
        });
        var e = Assert.ThrowsExactly<IOException>(() => trainer.Fit(Shapes.View(context, 12, 1)));
        Assert.Contains("cannot be kept in", e.Message);
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder));
    }
}
