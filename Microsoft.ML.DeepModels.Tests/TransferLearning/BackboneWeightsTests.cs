using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.TransferLearning;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tests.TransferLearning;

/// <summary>Architectures of torchvision with weights from files, as a user meets them.</summary>
[TestClass]
public class BackboneWeightsTests
{
    private const string Name = "mobilenet_v3_small";

    private static readonly TensorShape s_input = TensorShape.Image(3, 32, 32);
    private static string s_folder = "";

    private static string File => Path.Combine(s_folder, Name + ".safetensors");

    [ClassInitialize]
    public static void Write(TestContext context)
    {
        s_folder = Directory.CreateTempSubdirectory("weights").FullName;
        WriteWeights(Name, File, 5);
    }

    [ClassCleanup]
    public static void Delete() => Directory.Delete(s_folder, true);

    [TestMethod]
    public void Features_OfWeightsInAFile_AreThoseOfTheNetwork()
    {
        var context = new MLContext(seed: 1);
        var view = context.Data.LoadFromEnumerable(Pictures(6, 3));
        using var model = context.Transforms.PretrainedFeatures(Backbone.MobileNetV3Small.WithWeights(s_folder), "Known", "Pixels").Fit(view);
        var features = TransferLearningTests.Rows(model.Transform(view), "Known");

        Assert.HasCount(6, features);
        Assert.HasCount(Backbone.MobileNetV3Small.FeatureWidth, features[0]);
        using var network = Network(Name, s_input, 5);
        using var pixels = tensor(Pictures(6, 3).SelectMany(row => row.Pixels).ToArray()).reshape(6, 3, 32, 32);
        using var noGrad = no_grad();
        using var expected = network.call(pixels);
        float[] values = [.. expected.data<float>()];
        float largest = values.Max(Math.Abs);
        Assert.IsGreaterThan(0.01f, largest);
        for (int i = 0; i < values.Length; i++) Assert.AreEqual(values[i], features[i / 576][i % 576], 1e-4f * largest);
    }

    [TestMethod]
    public void Features_OfOneChannel_AreThoseOfSummedFilters()
    {
        var context = new MLContext(seed: 1);
        var view = context.Data.LoadFromEnumerable(Pictures(4, 3).Select(row => new GreyRow { Pixels = row.Pixels[..1024] }));
        using var model = context.Transforms.PretrainedFeatures(Backbone.MobileNetV3Small.WithWeights(File), "Known", "Pixels").Fit(view);
        var features = TransferLearningTests.Rows(model.Transform(view), "Known");

        // By hand: the same picture in each channel, every channel normalised by the means of the three.
        var backbone = Backbone.MobileNetV3Small;
        double mean = backbone.Mean.Average(), deviation = backbone.StandardDeviation.Average();
        float[] same = [.. Pictures(4, 3).SelectMany(row => Enumerable.Range(0, 3).SelectMany(channel =>
            row.Pixels[..1024].Select(value => (float)((value - mean) / deviation * backbone.StandardDeviation[channel] + backbone.Mean[channel]))))];
        using var network = Network(Name, s_input, 5);
        using var pixels = tensor(same).reshape(4, 3, 32, 32);
        using var noGrad = no_grad();
        using var expected = network.call(pixels);
        float[] values = [.. expected.data<float>()];
        float largest = values.Max(Math.Abs);
        for (int i = 0; i < values.Length; i++) Assert.AreEqual(values[i], features[i / 576][i % 576], 1e-4f * largest);
    }

    [TestMethod]
    public void Trainer_BlocksOfAnArchitecture_LearnsAndIsSaved()
    {
        var context = new MLContext(seed: 1);
        var view = context.Data.LoadFromEnumerable(Pictures(32, 4));
        foreach (var training in new[] { TransferTraining.Frozen, TransferTraining.LastBlocks(2, 1e-3) })
        {
            using var model = context.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options
            {
                Backbone = Backbone.MobileNetV3Small.WithWeights(File), FeatureColumnName = "Pixels", Head = [], Epochs = 12, BatchSize = 16, LearningRate = 1e-2, Seed = 1, Training = training
            }).Fit(view);
            Assert.IsGreaterThan(0.9, TransferLearningTests.Accuracy(context, model, view), $"{training}");
            string path = Path.Combine(s_folder, "model.zip");
            context.Model.Save(model, view.Schema, path);
            var loaded = new MLContext().Model.Load(path, out _);
            using var own = (IDisposable)loaded;
            TransferLearningTests.AssertSame(TransferLearningTests.Rows(model.Transform(view), "Score"), TransferLearningTests.Rows(loaded.Transform(view), "Score"));
        }
    }

    [TestMethod]
    public void WeightsInAModelFile_AreThoseOfTheModel()
    {
        var context = new MLContext(seed: 1);
        var view = context.Data.LoadFromEnumerable(Pictures(6, 3));
        using var model = context.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options
        {
            Backbone = Backbone.MobileNetV3Small.WithWeights(File), FeatureColumnName = "Pixels", Head = [], Epochs = 2, Seed = 1, Training = TransferTraining.Everything()
        }).Fit(view);
        string path = Path.Combine(s_folder, "tuned.zip");
        context.Model.Save(model, view.Schema, path);
        using var features = context.Transforms.PretrainedFeatures(Backbone.MobileNetV3Small.WithWeights(path), "Known", "Pixels").Fit(view);
        TransferLearningTests.AssertSame(TransferLearningTests.Rows(model.Embed(view), "Embedding"), TransferLearningTests.Rows(features.Transform(view), "Known"));

        var e = Assert.ThrowsExactly<InvalidDataException>(() => context.Transforms.PretrainedFeatures(Backbone.ResNet18.WithWeights(path), "Known", "Pixels").Fit(view));
        Assert.Contains("does not begin with the layers of resnet18", e.Message);
    }

    [TestMethod]
    public void WeightsOfAnotherArchitecture_AreRefusedInOneError()
    {
        var context = new MLContext(seed: 1);
        var view = context.Data.LoadFromEnumerable(Pictures(4, 3));
        var e = Assert.ThrowsExactly<InvalidDataException>(() =>
            context.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options { Backbone = Backbone.ResNet18.WithWeights(File), FeatureColumnName = "Pixels" }).Fit(view));
        Assert.Contains("resnet18", e.Message);
        Assert.Contains("missing", e.Message);
        Assert.Contains("layer1.0.conv1.weight", e.Message);
        Assert.Contains("features.0.0.weight", e.Message);
    }

    [TestMethod]
    public void NoWeights_SaysWhereTheyWereLookedForAndHowToProvideThem()
    {
        var context = new MLContext(seed: 1);
        var view = context.Data.LoadFromEnumerable(Pictures(4, 3));
        string empty = Directory.CreateDirectory(Path.Combine(s_folder, "empty")).FullName;
        var trainer = context.MulticlassClassification.Trainers.TransferLearning(
            new TransferLearningTrainer.Options { Backbone = Backbone.Vgg16.WithWeights(empty), FeatureColumnName = "Pixels", AllowDownload = true });
        var e = Assert.ThrowsExactly<FileNotFoundException>(() => trainer.Fit(view));
        foreach (string part in new[] { "vgg16-397923af.pth", empty, "DEEPMODELS_WEIGHTS", "DownloadWeights", "https://download.pytorch.org/models/vgg16-397923af.pth" })
            Assert.Contains(part, e.Message);
        Assert.IsNull(Backbone.Vgg16.WithWeights(empty).FindWeights());
        Assert.AreEqual(File, Backbone.Named(Name).WithWeights(s_folder).FindWeights());
    }

    [TestMethod]
    public void NoWeightsAtAPath_SaysToCorrectIt()
    {
        var context = new MLContext(seed: 1);
        string path = Path.Combine(s_folder, "none.pth");
        var estimator = context.Transforms.PretrainedFeatures(Backbone.Vgg16.WithWeights(path), "Known", "Pixels");
        var e = Assert.ThrowsExactly<FileNotFoundException>(() => estimator.Fit(context.Data.LoadFromEnumerable(Pictures(2, 3))));
        Assert.Contains($"Looked in '{path}' (given): does not exist. Correct the path", e.Message);
        Assert.DoesNotContain(",,", e.Message);
    }

    [TestMethod]
    public void FlatPixels_WithoutTheirShape_SaysToGiveIt()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.Keyed(context, context.Data.LoadFromEnumerable(Shapes.Rows(3, 1)));
        var flat = context.Transforms.Concatenate("Flat", "Number", "Weight").Fit(view).Transform(view);
        var estimator = context.Transforms.PretrainedFeatures(Backbone.MobileNetV3Small.WithWeights(File), "Known", "Flat");
        Assert.Contains("Give the shape of the images as InputShape.", Assert.ThrowsExactly<ArgumentException>(() => estimator.Fit(flat)).Message);
    }

    [TestMethod]
    [DataRow(1f, false)]
    [DataRow(255f, true)]
    public void Pixels_ThatAreNotScaled_AreWarnedOf(float largest, bool isWarned)
    {
        var context = new MLContext(seed: 1);
        var warnings = new List<string>();
        context.Log += (_, e) => { if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) warnings.Add(e.Message); };
        var rows = Pictures(8, 3);
        foreach (var row in rows) row.Pixels = [.. row.Pixels.Select(value => value * largest)];
        using var model = context.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options
        {
            Backbone = Backbone.MobileNetV3Small.WithWeights(File), FeatureColumnName = "Pixels", Head = [], Epochs = 2, BatchSize = 4, Seed = 1
        }).Fit(context.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(isWarned ? 1 : 0, warnings.Count(warning => warning.Contains("column 'Pixels' go from 0") && warning.Contains("scaleImage: 1f / 255")));
    }

    [TestMethod]
    public void WeightsThatAreNoNumbers_AreBlamed()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("damaged.safetensors");
        WriteWeights(Name, path, 5, float.NaN);
        var context = new MLContext(seed: 1);
        var trainer = context.MulticlassClassification.Trainers.TransferLearning(
            new TransferLearningTrainer.Options { Backbone = Backbone.MobileNetV3Small.WithWeights(path), FeatureColumnName = "Pixels", Head = [], Epochs = 2, Seed = 1 });
        var e = Assert.ThrowsExactly<TrainingDivergedException>(() => trainer.Fit(context.Data.LoadFromEnumerable(Pictures(4, 3))));
        Assert.Contains("What the frozen layers make of this batch holds NaN or infinite values: their weights are damaged", e.Message);
    }

    [TestMethod]
    public void MissingGpu_WhereTheCpuWillDo_IsWarnedOf()
    {
        var context = new MLContext(seed: 1);
        var warnings = new List<string>();
        context.Log += (_, e) => { if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) warnings.Add(e.Message); };
        using var model = context.Transforms.PretrainedFeatures(new PretrainedFeaturesEstimator.Options
        {
            Backbone = Backbone.MobileNetV3Small.WithWeights(File), OutputColumnName = "Known", InputColumnName = "Pixels", GpuDeviceId = 99, FallbackToCpu = true
        }).Fit(context.Data.LoadFromEnumerable(Pictures(2, 3)));
        Assert.Contains("GpuDeviceId is 99", string.Join("\n", warnings));
    }

    [TestMethod]
    public void RandomWeights_FollowFromTheSeed()
    {
        float[][] Fit(int seed)
        {
            var context = new MLContext(seed: 1);
            var view = context.Data.LoadFromEnumerable(Pictures(6, 3));
            using var model = context.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options
            {
                Backbone = Backbone.MobileNetV3Small.WithRandomWeights(), FeatureColumnName = "Pixels", Head = [], Epochs = 1, Seed = seed, Training = TransferTraining.Everything()
            }).Fit(view);
            return TransferLearningTests.Rows(model.Transform(view), "Score");
        }

        var first = Fit(1);
        TransferLearningTests.AssertSame(first, Fit(1));
        Assert.IsFalse(first[0].SequenceEqual(Fit(2)[0]));
    }

    [TestMethod]
    public void ImageTooSmall_SaysWhatIsNeeded()
    {
        var context = new MLContext(seed: 1);
        var view = context.Data.LoadFromEnumerable(Pictures(4, 3));
        var e = Assert.ThrowsExactly<ArgumentException>(() =>
            context.Transforms.PretrainedFeatures(new PretrainedFeaturesEstimator.Options
            {
                Backbone = Backbone.VitB16.WithRandomWeights(), OutputColumnName = "Known", InputColumnName = "Pixels", InputShape = TensorShape.Image(3, 24, 24)
            }).Fit(view));
        Assert.Contains("24x24", e.Message);
    }

    [TestMethod]
    public void Properties_OneForEachArchitecture_AreBackbonesOfTheirNames()
    {
        var properties = typeof(Backbone).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.PropertyType == typeof(Backbone)).ToList();
        var names = properties.Select(property => ((Backbone)property.GetValue(null)!).Name).ToList();

        CollectionAssert.AreEquivalent(Architectures.All.Select(architecture => architecture.Name).ToList(), names);
        // "vgg16_bn" is Vgg16BatchNorm, "resnext50_32x4d" is ResNeXt50: letters and numbers agree from the beginning.
        foreach (var (property, name) in properties.Zip(names))
        {
            string plain = name.Replace("_bn", "BatchNorm").Replace("_", ""), own = property.Name;
            Assert.IsTrue(plain.StartsWith(own, StringComparison.OrdinalIgnoreCase), $"{own} is {name}");
        }
        CollectionAssert.AreEquivalent(names, Backbone.All.Select(backbone => backbone.Name).ToList());
    }

    [TestMethod]
    public void ModelBackbone_AskedForWeights_SaysItHasThem()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => SmallBackbone.Value.WithWeights("x.pth"));
        Assert.Contains("has its weights from the model", e.Message);
        Assert.ThrowsExactly<InvalidOperationException>(() => SmallBackbone.Value.FindWeights());
        Assert.Contains("resnet18", Assert.ThrowsExactly<ArgumentException>(() => Backbone.Named("resnet19")).Message);
    }

    private static LayerStack Network(string name, TensorShape input, int seed, double variance = 0.1)
    {
        using var generator = new Generator((ulong)seed, CPU);
        var network = LayerStack.Create(Architectures.Named(name).Build(input).Layers, input, new ModuleContext(generator, generator, CPU));
        // As they are drawn, weights are small, and so many layers would leave nothing of an image.
        using var noGrad = no_grad();
        foreach (var (weight, tensor) in ModuleTensors.Buffers(network))
            if (weight.EndsWith("running_var", StringComparison.Ordinal)) tensor.Fill_(variance);
        network.eval();
        return network;
    }

    /// <summary>Random weights under torchvision's names, with those of a classifier beside them.</summary>
    private static void WriteWeights(string name, string path, int seed, double variance = 0.1)
    {
        var names = Architectures.Named(name).Build(s_input).Names;
        using var network = Network(name, s_input, seed, variance);
        using Tensor top = zeros(1000, 576), count = zeros([], ScalarType.Int64);
        var tensors = NamedTensor.Of(network).Select(weight => new NamedTensor(names[weight.Name], weight.Tensor))
            .Append(new NamedTensor("classifier.0.weight", top)).Append(new NamedTensor("features.0.1.num_batches_tracked", count)).ToList();
        AtomicFile.Write(path, stream => SafeTensors.Write(stream, tensors));
    }

    /// <summary>Noise, darker at the bottom in the second class.</summary>
    private static List<PictureRow> Pictures(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new PictureRow
        {
            Label = (uint)(i % 2), // counted from 0 here
            Pixels = [.. Enumerable.Range(0, 3 * 1024).Select(p => random.NextSingle() * (i % 2 == 1 && p % 1024 >= 512 ? 0.3f : 1))]
        })];
    }

    private sealed class PictureRow
    {
        [VectorType(3, 32, 32)]
        public float[] Pixels { get; set; } = [];

        [KeyType(2)]
        public uint Label { get; set; }
    }

    private sealed class GreyRow
    {
        [VectorType(1, 32, 32)]
        public float[] Pixels { get; set; } = [];
    }
}
