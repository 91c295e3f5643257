using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.DeepModels.Tests.Scoring;

[TestClass]
public class ScoringTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Cursor_ThatReadsAhead_PassesEveryOtherColumnThroughUnchanged()
    {
        using var model = Model();
        var rows = Enumerable.Range(0, 150).Select(i => new Wide
        {
            Features = Shapes.Rows(1, i)[0].Features, Text = $"row {i}", Flag = i % 3 == 0, Long = i * 1_000_000_007L,
            Double = i / 7.0, Sparse = i % 2 == 0 ? [0, 0, i] : [i, 0, 0], Words = [$"a{i}", $"b{i}"], Time = new DateTime(2020, 1, 1).AddHours(i)
        }).ToList();
        var scored = model.Transform(_context.Data.LoadFromEnumerable(rows));
        var back = _context.Data.CreateEnumerable<Wide>(scored, reuseRowObject: false, ignoreMissingColumns: true).ToList();
        Assert.HasCount(150, back);
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.AreEqual(rows[i].Text, back[i].Text);
            Assert.AreEqual(rows[i].Flag, back[i].Flag);
            Assert.AreEqual(rows[i].Long, back[i].Long);
            Assert.AreEqual(rows[i].Double, back[i].Double);
            Assert.AreEqual(rows[i].Time, back[i].Time);
            CollectionAssert.AreEqual(rows[i].Sparse, back[i].Sparse);
            CollectionAssert.AreEqual(rows[i].Words, back[i].Words);
            CollectionAssert.AreEqual(rows[i].Features, back[i].Features);
        }
    }

    [TestMethod]
    public void Cursor_ThatReadsAhead_KeepsPositionsAndIds()
    {
        using var model = Model();
        var data = Shapes.View(_context, 150, 3);
        var scored = model.Transform(data);
        using var expected = data.GetRowCursor(data.Schema);
        using var cursor = scored.GetRowCursor(scored.Schema);
        var expectedId = expected.GetIdGetter();
        var id = cursor.GetIdGetter();
        Assert.AreEqual(-1, cursor.Position);
        DataViewRowId a = default, b = default;
        while (expected.MoveNext())
        {
            Assert.IsTrue(cursor.MoveNext());
            expectedId(ref a);
            id(ref b);
            Assert.AreEqual(a, b);
            Assert.AreEqual(expected.Position, cursor.Position);
        }
        Assert.IsFalse(cursor.MoveNext());
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void Cursor_OverImages_HandsOutImagesThatOutliveTheReadAhead()
    {
        using var model = Model();
        var data = _context.Data.LoadFromEnumerable(Pictures(100));
        var scored = model.Transform(data);
        var image = scored.Schema["Picture"];
        using var cursor = scored.GetRowCursor(scored.Schema);
        var getter = cursor.GetGetter<MLImage>(image);
        var score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        MLImage? picture = null;
        VBuffer<float> values = default;
        int row = 0;
        while (cursor.MoveNext())
        {
            score(ref values);
            getter(ref picture!);
            Assert.AreEqual(row % 256, picture.Pixels[0], $"row {row}");
            row++;
        }
        Assert.AreEqual(100, row);
    }

    [TestMethod]
    public void Cursor_OverAColumnThatCannotBeCopied_ScoresRowByRow()
    {
        using var model = Model();
        var data = Shapes.View(_context, 20, 3);
        var expected = Scores.Of(model.Transform(data));
        var scored = model.Transform(new OpaqueView(data));
        using var cursor = scored.GetRowCursor(scored.Schema);
        var opaque = cursor.GetGetter<Opaque>(scored.Schema["Opaque"]);
        var score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        Opaque value = null!;
        VBuffer<float> values = default;
        for (int row = 0; row < 20; row++)
        {
            Assert.IsTrue(cursor.MoveNext());
            opaque(ref value);
            Assert.AreEqual(row, value.Row);
            score(ref values);
            Scores.AssertSame([expected[row]], [values.DenseValues().ToArray()], 1e-5f);
        }
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void GetGetter_OfAnInactiveColumnOrAnotherType_SaysSo()
    {
        using var model = Model();
        var scored = model.Transform(Shapes.View(_context, 5, 3));
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        Assert.Contains("not active", Assert.Throws<ArgumentException>(() => cursor.GetGetter<float>(scored.Schema["Number"])).Message);
        Assert.Contains("Invalid TValue", Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(scored.Schema["Score"])).Message);
    }

    [TestMethod]
    public void ScoringBatchSize_BeyondWhatATensorCanHold_IsCutToIt()
    {
        var options = new ConvolutionalNetworkTrainer.Options { Layers = SmallNetwork.Layers, Epochs = 1, ScoringBatchSize = int.MaxValue };
        var data = Shapes.View(_context, 24, 1);
        using var model = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(options).Fit(data);
        Assert.HasCount(24, Scores.Of(model.Transform(data)));
    }

    [TestMethod]
    public void PredictionEngine_ScoresAsTransformDoes()
    {
        using var model = Model();
        var rows = Shapes.Rows(40, 9);
        var expected = Scores.Of(model.Transform(_context.Data.LoadFromEnumerable(rows)));
        using var engine = _context.Model.CreatePredictionEngine<ShapeRow, ShapePrediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
        for (int i = 0; i < rows.Count; i++)
        {
            var prediction = engine.Predict(rows[i]);
            Scores.AssertSame([expected[i]], [prediction.Score], 1e-5f);
            Assert.AreEqual((uint)(Array.IndexOf(expected[i], expected[i].Max()) + 1), prediction.PredictedLabel);
        }
    }

    [TestMethod]
    public void Classifier_OnAFlatVector_LearnsIt()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 200).Select(i => new Pair { Label = (uint)(i % 2), Features = [i % 2 + 0.1f * random.NextSingle(), random.NextSingle()] }).ToList();
        var data = _context.Data.LoadFromEnumerable(rows);
        var options = new ConvolutionalNetworkTrainer.Options { Layers = [Layer.Dense(8, Activation.Relu)], Epochs = 20, LearningRate = 0.01, Seed = 1 };
        using var model = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(options).Fit(data);
        Assert.IsGreaterThan(0.99, _context.MulticlassClassification.Evaluate(model.Transform(data)).MicroAccuracy);
        Assert.AreEqual("Features", model.FeatureColumnName);
    }

    [TestMethod]
    public void PermutationFeatureImportance_OfAFittedPipeline_FindsTheColumnThatMatters()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 200).Select(i => new TwoColumns { Label = (uint)(i % 2), Signal = i % 2 + 0.1f * random.NextSingle(), Noise = random.NextSingle() });
        var data = _context.Data.LoadFromEnumerable(rows.ToList());
        var options = new ConvolutionalNetworkTrainer.Options { Layers = [Layer.Dense(8, Activation.Relu)], Epochs = 20, LearningRate = 0.01, Seed = 1 };
        using var model = _context.Transforms.Concatenate("Features", "Signal", "Noise")
            .Append(_context.MulticlassClassification.Trainers.ConvolutionalNetwork(options)).Fit(data);
        var importance = _context.MulticlassClassification.PermutationFeatureImportance(model, model.Transform(data), permutationCount: 3);
        Assert.IsLessThan(-0.3, importance["Signal"].MicroAccuracy.Mean);
        Assert.IsGreaterThan(-0.1, importance["Noise"].MicroAccuracy.Mean);
    }

    private ConvolutionalNetworkTransformer Model() =>
        _context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(1)).Fit(Shapes.View(_context, 24, 1));

    private static IEnumerable<Picture> Pictures(int count)
    {
        for (int i = 0; i < count; i++)
        {
            var pixels = new byte[4 * 2 * 2];
            pixels.AsSpan().Fill((byte)i);
            yield return new Picture
            {
                Features = Shapes.Rows(1, i)[0].Features, Image = MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, pixels)
            };
        }
    }

    private sealed class Wide
    {
        [VectorType(1, Shapes.Size, Shapes.Size)]
        public float[] Features { get; set; } = [];

        public string Text { get; set; } = "";

        public bool Flag { get; set; }

        public long Long { get; set; }

        public double Double { get; set; }

        [VectorType(3)]
        public float[] Sparse { get; set; } = [];

        [VectorType(2)]
        public string[] Words { get; set; } = [];

        public DateTime Time { get; set; }
    }

    private sealed class Picture
    {
        [VectorType(1, Shapes.Size, Shapes.Size)]
        public float[] Features { get; set; } = [];

        [ImageType(2, 2)]
        [ColumnName("Picture")]
        public MLImage Image { get; set; } = null!;
    }

    private sealed class TwoColumns
    {
        [KeyType(2)]
        public uint Label { get; set; }

        public float Signal { get; set; }

        public float Noise { get; set; }
    }

    private sealed class Pair
    {
        [KeyType(2)]
        public uint Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
