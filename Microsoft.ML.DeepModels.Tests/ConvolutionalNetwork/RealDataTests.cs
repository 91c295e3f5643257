using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Options = Microsoft.ML.DeepModels.ConvolutionalNetwork.ConvolutionalNetworkTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.ConvolutionalNetwork;

/// <summary>Small runs on real data; the accuracy that counts is measured by ./build/bench.sh accuracy cnn.</summary>
[TestClass]
public class RealDataTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Mnist_AFewThousandDigits_AreLearned()
    {
        var train = _context.Data.LoadFromEnumerable(RealData.Digits("train", 3000));
        var test = _context.Data.LoadFromEnumerable(RealData.Digits("t10k", 1000));
        using var model = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(new Options { Epochs = 3, Seed = 1 }).Fit(train);
        Assert.IsGreaterThan(0.9, _context.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy);
    }

    [TestMethod]
    public void Cifar10_EncodedImages_AreLearnedBetterThanByChance()
    {
        string folder = RealData.Folder("cifar10");
        var train = _context.Data.LoadFromEnumerable(RealData.Files(Path.Combine(folder, "train"), 100));
        var test = _context.Data.LoadFromEnumerable(RealData.Files(Path.Combine(folder, "test"), 30));
        using var model = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(
            new Options { InputShape = TensorShape.Image(3, 32, 32), Epochs = 5, Seed = 1 }).Fit(train);
        Assert.IsGreaterThan(0.25, _context.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy);
    }

    [TestMethod]
    public void Hymenoptera_WithAGifAmongThePhotographs_NamesItOrSkipsIt()
    {
        string folder = RealData.Folder("hymenoptera");
        var rows = RealData.Files(Path.Combine(folder, "train"), int.MaxValue);
        int gif = rows.FindIndex(row => row.Features.AsSpan().StartsWith("GIF8"u8));
        Assert.IsGreaterThanOrEqualTo(0, gif, "the data has a GIF");
        rows = [.. rows.Where((row, i) => Math.Abs(i - gif) < 20 || i > rows.Count - 10)];
        gif = rows.FindIndex(row => row.Features.AsSpan().StartsWith("GIF8"u8));
        var view = _context.Data.LoadFromEnumerable(rows);
        Options With(BadRowHandling badRows) =>
            new() { InputShape = TensorShape.Image(3, 32, 32), Layers = [Layer.Flatten()], Epochs = 1, BadRows = badRows };

        var e = Assert.Throws<InvalidOperationException>(
            () => _context.MulticlassClassification.Trainers.ConvolutionalNetwork(With(BadRowHandling.Throw)).Fit(view));
        Assert.Contains($"row {gif} ", e.Message);
        Assert.Contains("GIF", e.Message);
        Assert.Contains(Path.GetFileName(rows[gif].Path), e.Message);

        using var model = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(With(BadRowHandling.Skip)).Fit(view);
        Assert.AreEqual(rows.Count - 1, model.History!.Epochs[0].Examples);
    }
}
