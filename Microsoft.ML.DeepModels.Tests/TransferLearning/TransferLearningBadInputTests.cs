using System.Text;
using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.TransferLearning;
using Options = Microsoft.ML.DeepModels.TransferLearning.TransferLearningTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.TransferLearning;

[TestClass]
public class TransferLearningBadInputTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Hymenoptera_AGifAndATextNamedJpg_AreNamedOrSkipped()
    {
        var rows = RealData.Files(Path.Combine(RealData.Folder("hymenoptera"), "train"), int.MaxValue);
        int gif = rows.FindIndex(row => row.Features.AsSpan().StartsWith("GIF8"u8));
        rows = [.. rows.Where((row, i) => Math.Abs(i - gif) < 6 || i > rows.Count - 8)];
        gif = rows.FindIndex(row => row.Features.AsSpan().StartsWith("GIF8"u8));
        rows.Add(new FileRow { Label = 1, Features = Encoding.UTF8.GetBytes("no photograph of a bee, but a text\n"), Path = "bees/note.jpg" });
        Options With(BadRowHandling handling, FeatureCache cache) => new()
        {
            Backbone = Backbone.MobileNetV3Small.WithRandomWeights(), Head = [], InputShape = TensorShape.Image(3, 48, 48), Epochs = 3, Seed = 1, BadRows = handling, FeatureCache = cache
        };

        var e = Assert.Throws<InvalidOperationException>(() => Fit(With(BadRowHandling.Throw, FeatureCache.Automatic), rows));
        foreach (string part in new[] { $"row {gif} ", "GIF", Path.GetFileName(rows[gif].Path) }) Assert.Contains(part, e.Message);
        List<FileRow> last = [rows[^1], .. rows.Where((_, i) => i != gif)];
        e = Assert.Throws<InvalidOperationException>(() => Fit(With(BadRowHandling.Throw, FeatureCache.Automatic), last));
        foreach (string part in new[] { "row 0 ", "text, not an image", "note.jpg" }) Assert.Contains(part, e.Message);

        foreach (var cache in new[] { FeatureCache.Memory, FeatureCache.Disk, FeatureCache.None })
        {
            using var model = Fit(With(BadRowHandling.Skip, cache), rows);
            Assert.IsTrue(model.History!.Epochs.All(epoch => epoch.Examples == rows.Count - 2), $"{cache}");
            var scored = TransferLearningTests.Rows(model.Transform(View(rows)), "Score");
            Assert.IsTrue(scored[gif].All(float.IsNaN) && scored[^1].All(float.IsNaN) && scored[0].All(float.IsFinite));
        }
    }

    [TestMethod]
    public void TwoClasses_OfOneImageEach_AreLearned()
    {
        var rows = Shapes.Rows(2, 1);
        var view = Shapes.Keyed(_context, _context.Data.LoadFromEnumerable(rows));
        foreach (var training in new[] { TransferTraining.Frozen, TransferTraining.Everything() })
        {
            var options = new Options { Backbone = SmallBackbone.Value, Head = [], Epochs = 30, LearningRate = 1e-2, Seed = 1, Training = training };
            using var model = _context.MulticlassClassification.Trainers.TransferLearning(options).Fit(view);
            Assert.AreEqual(1, TransferLearningTests.Accuracy(_context, model, view), $"{training}");
        }
        var split = new Options { Backbone = SmallBackbone.Value, ValidationFraction = 0.5, Seed = 1 };
        var e = Assert.Throws<InvalidOperationException>(() => _context.MulticlassClassification.Trainers.TransferLearning(split).Fit(view));
        Assert.Contains("Only one class found in the Label column", e.Message);
    }

    [TestMethod]
    public void FilesOfWeights_ThatAreNone_AreRefusedByName()
    {
        string folder = Directory.CreateTempSubdirectory("weights").FullName;
        try
        {
            void AssertRefused<T>(string name, byte[] content, params string[] parts)
                where T : Exception
            {
                string path = Path.Combine(folder, name);
                File.WriteAllBytes(path, content);
                var options = new Options { Backbone = Backbone.ResNet18.WithWeights(path), InputShape = TensorShape.Image(1, 12, 12) };
                var e = Assert.ThrowsExactly<T>(() => _context.MulticlassClassification.Trainers.TransferLearning(options).Fit(Shapes.View(_context, 6, 1)), name);
                foreach (string part in parts.Append(name)) Assert.Contains(part, e.Message);
            }

            AssertRefused<InvalidDataException>("empty.pth", []);
            AssertRefused<InvalidDataException>("text.pth", "these are no weights"u8.ToArray());
            AssertRefused<InvalidDataException>("evil.pth", [0x80, 2, .. "cposix\nsystem\nX\u0004\0\0\0trueR."u8], "system");
            AssertRefused<InvalidDataException>("liar.safetensors",
                [.. BitConverter.GetBytes(72L), .. Encoding.ASCII.GetBytes("{\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[64,3,7,7],\"data_offsets\":[0,8]}}".PadRight(72))], "conv1.weight");
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [TestMethod]
    public void Options_ThatContradictOrAreOutOfRange_AreRefusedByName()
    {
        void AssertRefused<T>(Func<Options> options, params string[] parts)
            where T : Exception
        {
            var e = Assert.ThrowsExactly<T>(() => _context.MulticlassClassification.Trainers.TransferLearning(options()));
            foreach (string part in parts) Assert.Contains(part, e.Message);
        }

        var tuning = TransferTraining.FineTune(1, 2);
        AssertRefused<ArgumentException>(() => new Options { Training = tuning, Epochs = 4 }, "Epochs is set", "FineTune", "Give one of them");
        AssertRefused<ArgumentException>(() => new Options { Training = tuning, LearningRate = 0.1 }, "LearningRate is set", "FineTune");
        AssertRefused<ArgumentOutOfRangeException>(() => new Options { AugmentedViews = 0 }, "AugmentedViews must be 1 or above, got 0");
        AssertRefused<ArgumentOutOfRangeException>(() => new Options { FeatureCache = (FeatureCache)9 }, "FeatureCache must be");
        AssertRefused<ArgumentOutOfRangeException>(() => new Options { BatchNormStatistics = (BatchNormStatistics)9 }, "BatchNormStatistics must be");
        AssertRefused<ArgumentException>(() => new Options { FeatureCacheFolder = " " }, "FeatureCacheFolder must name a folder");
        AssertRefused<ArgumentNullException>(() => new Options { Backbone = null! }, "Backbone must not be null");
        AssertRefused<ArgumentNullException>(() => new Options { Training = null! }, "Training must not be null");
        AssertRefused<ArgumentNullException>(() => new Options { Head = null! }, "Head must not be null");
        Assert.Contains("frozenEpochs must be 0 or above, got -1", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TransferTraining.FineTune(-1, 2)).Message);
        Assert.Contains("bodyLearningRate must be above 0, got 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TransferTraining.LastBlocks(1, 0)).Message);
        Assert.Contains("depthFactor must be in (0, 1], got 2", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TransferTraining.Everything(null, 2)).Message);
    }

    [TestMethod]
    public void Head_ThatCannotTakeTheFeatures_SaysWhich()
    {
        var options = new Options { Backbone = SmallBackbone.Value, Head = [Layer.Conv2D(4, 3)] };
        var e = Assert.ThrowsExactly<ArgumentException>(() => _context.MulticlassClassification.Trainers.TransferLearning(options).Fit(Shapes.View(_context, 6, 1)));
        Assert.Contains("Conv2D(4, 3x3) needs an image", e.Message);
    }

    private TransferLearningTransformer Fit(Options options, IReadOnlyList<FileRow> rows) => _context.MulticlassClassification.Trainers.TransferLearning(options).Fit(View(rows));

    private IDataView View(IReadOnlyList<FileRow> rows) => _context.Data.LoadFromEnumerable(rows);
}
