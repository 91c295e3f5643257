using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Evaluation;
using Microsoft.ML.DeepModels.Tests.Batching;
using Microsoft.ML.DeepModels.Tests.Common;

namespace Microsoft.ML.DeepModels.Tests.Evaluation;

[TestClass]
public sealed class GenerativeEvaluationTests
{
    private readonly MLContext _ml = new(0);

    [TestMethod]
    [DataRow("shifted and wider")]
    [DataRow("one value a row")]
    [DataRow("fewer rows than values")]
    [DataRow("fewer real rows than values")]
    [DataRow("singular covariances")]
    [DataRow("only the real covariance is singular")]
    [DataRow("far from the origin")]
    public void EvaluateGenerated_GoldenRows_GivesGoldenMetrics(string name)
    {
        var golden = GenerativeGolden.Case(name);
        float[][] generated = GenerativeGolden.Rows(golden, "generated"), real = GenerativeGolden.Rows(golden, "real"), reference = GenerativeGolden.Rows(golden, "reference");
        var evaluation = _ml.Transforms.EvaluateGenerated(FeatureRows.View(generated), FeatureRows.View(real), "Features", FeatureRows.View(reference),
            golden.GetProperty("neighbours").GetInt32());
        GenerativeGolden.AssertNear(golden, "metrics", evaluation.Metrics);
        GenerativeGolden.AssertNear(golden, "floor", evaluation.Floor);
        Assert.AreEqual((generated.Length, real.Length), (evaluation.Metrics.GeneratedCount, evaluation.Metrics.RealCount));
        Assert.AreEqual((reference.Length, real.Length), (evaluation.Floor!.GeneratedCount, evaluation.Floor.RealCount));
    }

    [TestMethod]
    public void EvaluateGenerated_MoreRowsThanABlock_GivesGoldenMetrics()
    {
        var golden = GenerativeGolden.Blocks;
        int[] rows = [.. golden.GetProperty("rows").EnumerateArray().Select(r => r.GetInt32())];
        Assert.IsTrue(rows[0] > PairBlocks.Rows && rows[1] > 2 * PairBlocks.Rows, "rows do not fill blocks");
        var evaluation = _ml.Transforms.EvaluateGenerated(FeatureRows.View(Formula(rows[0], 7, 31)), FeatureRows.View(Formula(rows[1], 11, 17)),
            neighbours: golden.GetProperty("neighbours").GetInt32());
        GenerativeGolden.AssertNear(golden, "metrics", evaluation.Metrics);

        static float[][] Formula(int rows, int a, int b) =>
            [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, 4).Select(j => (i * a + j * b + i * i * (j + 1) % 1013) % 1009 / 256f).ToArray())];
    }

    [TestMethod]
    [DataRow(50, 4)]
    [DataRow(5, 40)] // singular
    public void EvaluateGenerated_SameRows_FindsNoDifference(int rows, int width)
    {
        var view = FeatureRows.View(FeatureRows.Normal(1, rows, width, mean: 3));
        var metrics = _ml.Transforms.EvaluateGenerated(view, view).Metrics;
        Assert.AreEqual(0, metrics.FrechetDistance, 1e-6);
        Assert.IsTrue(metrics.KernelDistance < 0, $"{metrics.KernelDistance}: equal rows are nearer than chance");
        Assert.AreEqual((1.0, 1.0), (metrics.Precision, metrics.Recall));
    }

    [TestMethod]
    [DataRow(60, 3)]
    [DataRow(6, 30)] // singular
    public void EvaluateGenerated_ShiftedRows_FrechetDistanceIsTheSquaredShift(int rows, int width)
    {
        var real = FeatureRows.Normal(2, rows, width);
        float[][] generated = [.. real.Select(row => row.Select((v, i) => i == 0 ? v + 3 : i == 1 ? v - 4 : v).ToArray())];
        var metrics = _ml.Transforms.EvaluateGenerated(FeatureRows.View(generated), FeatureRows.View(real)).Metrics;
        Assert.AreEqual(25, metrics.FrechetDistance, 1e-4);
    }

    [TestMethod]
    public void EvaluateGenerated_ScaledRows_FrechetDistanceIsThatOfTheDeviations()
    {
        // On a line the distance is (m1 - m2)^2 + (s1 - s2)^2: the deviations are 1 and 3.
        var metrics = _ml.Transforms.EvaluateGenerated(FeatureRows.View([[-2], [1], [4]]), FeatureRows.View([[0], [1], [2]]), neighbours: 1).Metrics;
        Assert.AreEqual(4, metrics.FrechetDistance, 1e-9);
        // Kernel values (xy + 1)^3 of different rows: (-1, -343, 125) and (1, 1, 27) in the mean, and between 1, -1, -27, 1, 8, 27, 1, 125, 729.
        Assert.AreEqual((-1 - 343 + 125) / 3.0 + (1 + 1 + 27) / 3.0 - 2 * (1 - 1 - 27 + 1 + 8 + 27 + 1 + 125 + 729) / 9.0, metrics.KernelDistance, 1e-9);
        // Radii 3 around -2, 1, 4 reach everything; radii 1 around 0, 1, 2 reach only 1.
        Assert.AreEqual((1 / 3.0, 1.0), (metrics.Precision, metrics.Recall));
    }

    [TestMethod]
    public void EvaluateGenerated_FarApart_HasNeitherPrecisionNorRecall()
    {
        var metrics = _ml.Transforms.EvaluateGenerated(FeatureRows.View(FeatureRows.Normal(3, 20, 3, mean: 100)), FeatureRows.View(FeatureRows.Normal(4, 20, 3))).Metrics;
        Assert.AreEqual((0.0, 0.0), (metrics.Precision, metrics.Recall));
        Assert.IsTrue(metrics.KernelDistance > 0);
    }

    [TestMethod]
    public void EvaluateGenerated_OneRowOverAndOver_IsPreciseButRecallsOneRow()
    {
        var real = FeatureRows.Normal(5, 20, 30, mean: 1e3f);
        var metrics = _ml.Transforms.EvaluateGenerated(FeatureRows.View([.. Enumerable.Repeat(real[7], 25)]), FeatureRows.View(real)).Metrics;
        Assert.AreEqual((1.0, 1 / 20.0), (metrics.Precision, metrics.Recall));
    }

    [TestMethod]
    public void EvaluateGenerated_NoReference_FloorIsOfHalvesBySeed()
    {
        IDataView generated = FeatureRows.View(FeatureRows.Normal(6, 30, 4, mean: 1)), real = FeatureRows.View(FeatureRows.Normal(7, 61, 4));
        GenerativeMetrics Floor(int seed) => _ml.Transforms.EvaluateGenerated(generated, real, seed: seed).Floor!;
        Assert.AreEqual((30, 30), (Floor(0).GeneratedCount, Floor(0).RealCount));
        Assert.AreEqual(Floor(1), Floor(1));
        Assert.AreNotEqual(Floor(1).FrechetDistance, Floor(2).FrechetDistance);
        var metrics = _ml.Transforms.EvaluateGenerated(generated, real).Metrics;
        Assert.IsTrue(Floor(0).FrechetDistance < metrics.FrechetDistance / 2, $"{Floor(0)} against {metrics}");
        Assert.AreEqual(metrics, _ml.Transforms.EvaluateGenerated(generated, real, seed: 5).Metrics);
    }

    [TestMethod]
    public void EvaluateGenerated_TooFewRealRowsForHalves_HasNoFloor()
    {
        var generated = FeatureRows.View(FeatureRows.Normal(8, 9, 2));
        Assert.IsNull(_ml.Transforms.EvaluateGenerated(generated, FeatureRows.View(FeatureRows.Normal(9, 7, 2))).Floor);
        Assert.IsNotNull(_ml.Transforms.EvaluateGenerated(generated, FeatureRows.View(FeatureRows.Normal(9, 8, 2))).Floor);
    }

    [TestMethod]
    public void EvaluateGenerated_OtherDimensions_ComparesValuesInTheirOrder()
    {
        var rows = FeatureRows.Normal(10, 12, 12);
        var metrics = _ml.Transforms.EvaluateGenerated(FeatureRows.View(rows, 3, 2, 2), FeatureRows.View(rows)).Metrics;
        Assert.AreEqual(0, metrics.FrechetDistance, 1e-6);
        Assert.AreEqual(1, metrics.Precision);
    }

    [TestMethod]
    public void EvaluateGenerated_Images_AreCompared()
    {
        byte[] Pixels(int seed, int offset)
        {
            byte[] pixels = new byte[4 * 4 * 4];
            new Random(seed).NextBytes(pixels.AsSpan());
            for (int i = 0; i < pixels.Length; i++) pixels[i] = i % 4 == 3 ? (byte)255 : (byte)(pixels[i] / 2 + offset);
            return pixels;
        }

        IDataView View(int offset) => _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 8).Select(i => new Picture { Features = MLImage.CreateFromPixels(4, 4, MLPixelFormat.Bgra32, Pixels(i, offset)) }));
        // 51 of 255 brighter in each of 48 values.
        Assert.AreEqual(48 * 0.04, _ml.Transforms.EvaluateGenerated(View(51), View(0)).Metrics.FrechetDistance, 1e-4);
    }

    [TestMethod]
    public void EvaluateGenerated_Finished_LeavesNoTensor()
    {
        IDataView generated = FeatureRows.View(FeatureRows.Normal(11, 40, 3)), real = FeatureRows.View(FeatureRows.Normal(12, 50, 3));
        LeakTest.Run(() => _ml.Transforms.EvaluateGenerated(generated, real));
        LeakTest.Run(() => _ml.Transforms.EvaluateGenerated(generated, real, realReference: real));
        LeakTest.Run(() => Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.EvaluateGenerated(generated, real, neighbours: 45)));
    }

    [TestMethod]
    public void EvaluateGenerated_AnyView_IsReadOnceAndTheColumnOnly()
    {
        static RowsView View(bool bad) => new(12, RowsView.Singles("Other", _ => throw new NotSupportedException()),
            RowsView.Vectors("Features", [2], row => bad && row == 5 ? [float.NaN, 0] : [row, row * row]));
        RowsView generated = View(bad: false), real = View(bad: false), broken = View(bad: true);
        _ml.Transforms.EvaluateGenerated(generated, real);
        foreach (var view in new[] { generated, real })
        {
            Assert.AreEqual((1, 0), (view.Cursors, view.OpenCursors));
            CollectionAssert.AreEqual(new[] { "Features" }, view.FirstColumns);
        }
        Assert.Throws<InvalidOperationException>(() => _ml.Transforms.EvaluateGenerated(broken, real));
        Assert.AreEqual(0, broken.OpenCursors);
    }

    [TestMethod]
    public void EvaluateGenerated_ContextIsCanceled_Stops()
    {
        var view = FeatureRows.View(FeatureRows.Normal(13, 40, 3));
        var ml = new MLContext(0);
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(ml, null);
        Assert.Throws<OperationCanceledException>(() => ml.Transforms.EvaluateGenerated(view, view));
    }

    private sealed class Picture
    {
        [Microsoft.ML.Transforms.Image.ImageType(4, 4)]
        public MLImage? Features { get; set; }
    }
}
