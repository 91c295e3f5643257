using System.Text;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;

namespace Microsoft.ML.DeepModels.Tests.ConvolutionalNetwork;

/// <summary>Scores that are the mean over several views.</summary>
[TestClass]
public class TestTimeAugmentationTests
{
    private const int Size = Shapes.Size;

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Transform_WithFlips_IsTheMeanOverImagesFlippedByHand()
    {
        foreach (bool classes in new[] { true, false })
        {
            using var plain = Fit(null, classes);
            using var views = Fit(new(), classes);
            var expected = Mean(plain, [row => row, row => Map(row, (y, x) => row[y * Size + Size - 1 - x])]);
            Scores.AssertSame(expected, Scores.Of(views.Transform(Test())), 1e-5f);
            Assert.IsFalse(expected.Zip(Scores.Of(plain.Transform(Test()))).All(pair => pair.First.Zip(pair.Second).All(v => Math.Abs(v.First - v.Second) < 1e-4)), "views are to differ");
        }
    }

    [TestMethod]
    public void Transform_WithCrops_IsTheMeanOverImagesCroppedByHand()
    {
        using var plain = Fit(null, true);
        using var views = Fit(new() { HorizontalFlip = false, FiveCrops = 0.75 }, true);
        const int Side = 9;
        var changes = new List<Func<float[], float[]>> { row => row };
        foreach (var (top, left) in new[] { (0, 0), (0, 3), (3, 0), (3, 3), (1, 1) }) changes.Add(row => Map(row, (y, x) => Crop(row, y, x, top, left, Side)));
        Scores.AssertSame(Mean(plain, changes), Scores.Of(views.Transform(Test())), 1e-5f);
    }

    [TestMethod]
    public void Transform_OneRowAlone_ScoresAsAmongOthers()
    {
        using var model = Fit(new() { FiveCrops = 0.8 }, true);
        float[][] all = Scores.Of(model.Transform(Test()));
        for (int i = 1; i < 6; i++) Scores.AssertSame([all[i]], Scores.Of(model.Transform(_context.Data.TakeRows(_context.Data.SkipRows(Test(), i), 1))), 1e-6f);
    }

    [TestMethod]
    public void Save_AndLoad_KeepsTheViewsInANewerFormat() => LeakTest.Run(() =>
    {
        using var model = Fit(new() { FiveCrops = 0.8 }, true);
        byte[] file = Saved(model);
        string json = Encoding.UTF8.GetString(ModelZip.Entries(file).Single(entry => entry.Key.EndsWith("network.json")).Value);
        Assert.Contains("\"formatVersion\": 2", json); // an older library would leave the views out
        using var loaded = (ConvolutionalNetworkTransformer)ModelZip.Load(file);
        Scores.AssertSame(Scores.Of(model.Transform(Test())), Scores.Of(loaded.Transform(Test())), 0);
        var message = ModelZip.LoadChanged(file, "network.json", bytes => ModelZip.Replace(bytes, "\"fiveCrops\": 0.8", "\"fiveCrops\": 8"));
        Assert.Contains("test-time augmentation", message);
    });

    [TestMethod]
    public void Save_WithoutViews_IsOfTheFormatThatOlderLibrariesRead()
    {
        using var model = Fit(null, true);
        string json = Encoding.UTF8.GetString(ModelZip.Entries(Saved(model)).Single(entry => entry.Key.EndsWith("network.json")).Value);
        Assert.Contains("\"formatVersion\": 1", json);
        Assert.DoesNotContain("testTimeAugmentation", json);
    }

    [TestMethod]
    public void Embed_OfAModelWithViews_IsOfTheImageItself()
    {
        using var plain = Fit(null, true);
        using var views = Fit(new() { FiveCrops = 0.8 }, true);
        Scores.AssertSame(Scores.Of(plain.Embed(Test()), "Embedding"), Scores.Of(views.Embed(Test()), "Embedding"), 0);
    }

    private static float Crop(float[] row, int y, int x, int top, int left, int side)
    {
        double v = Math.Clamp((y + 0.5) * side / Size - 0.5, 0, side - 1), u = Math.Clamp((x + 0.5) * side / Size - 0.5, 0, side - 1);
        int y0 = (int)v, x0 = (int)u, y1 = Math.Min(y0 + 1, side - 1), x1 = Math.Min(x0 + 1, side - 1);
        double At(int i, int j) => row[(top + i) * Size + left + j];
        double above = At(y0, x0) + (At(y0, x1) - At(y0, x0)) * (u - x0), below = At(y1, x0) + (At(y1, x1) - At(y1, x0)) * (u - x0);
        return (float)(above + (below - above) * (v - y0));
    }

    private static float[] Map(float[] row, Func<int, int, float> value) => [.. Enumerable.Range(0, row.Length).Select(i => value(i / Size, i % Size))];

    /// <summary>The mean of a model's scores over changed rows.</summary>
    private float[][] Mean(ConvolutionalNetworkTransformer model, IReadOnlyList<Func<float[], float[]>> changes)
    {
        var all = changes.Select(change =>
        {
            var rows = Shapes.Rows(20, 9);
            foreach (var row in rows) row.Features = change(row.Features);
            return Scores.Of(model.Transform(Shapes.Keyed(_context, _context.Data.LoadFromEnumerable(rows))));
        }).ToList();
        return [.. Enumerable.Range(0, all[0].Length).Select(row => Enumerable.Range(0, all[0][row].Length).Select(i => all.Average(scores => scores[row][i])).ToArray())];
    }

    private IDataView Test() => Shapes.View(_context, 20, 9);

    private ConvolutionalNetworkTransformer Fit(TestTimeAugmentation? views, bool classes)
    {
        var options = new ConvolutionalNetworkTrainer.Options
        {
            Layers = SmallNetwork.Layers, Epochs = 2, BatchSize = 16, LearningRate = 5e-3, Seed = 1, TestTimeAugmentation = views, LabelColumnName = classes ? "Label" : "Number"
        };
        var rows = Shapes.View(_context, 48, 1);
        return classes ? _context.MulticlassClassification.Trainers.ConvolutionalNetwork(options).Fit(rows) : _context.Regression.Trainers.ConvolutionalNetwork(options).Fit(rows);
    }

    private byte[] Saved(ITransformer model)
    {
        using var stream = new MemoryStream();
        _context.Model.Save(model, null, stream);
        return stream.ToArray();
    }
}
