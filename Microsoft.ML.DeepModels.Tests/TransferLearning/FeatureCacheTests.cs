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
    public void DiskStore_DiskTooSmall_IsFoundOutAtOnceAndLeavesNothing()
    {
        var e = Assert.ThrowsExactly<IOException>(() => new DiskFeatureStore(_folder, 1 << 20, 1L << 32));
        Assert.Contains(_folder, e.Message);
        Assert.Contains("FeatureCacheFolder", e.Message);
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder));
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
