using System.Text.Json;
using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Metrics against numbers of scikit-learn, by build/golden/evaluator_golden.py.</summary>
[TestClass]
public sealed class EvaluatorTests
{
    private static readonly JsonElement _golden =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "evaluators.json"))).RootElement;

    [TestMethod]
    [DataRow("four classes")]
    [DataRow("two classes")]
    [DataRow("a class without rows")]
    public void EvaluateClassifier_GoldenRows_GivesGoldenMetrics(string name)
    {
        var golden = Case("classification", name);
        var classes = golden.GetProperty("scores")[0].GetArrayLength();
        var metrics = Evaluate(Labels(golden), Scores(golden), classes, topK: classes - 1);

        Near(golden, "logLoss", metrics.LogLoss);
        Near(golden, "logLossReduction", metrics.LogLossReduction);
        Near(golden, "microAccuracy", metrics.MicroAccuracy);
        Near(golden, "macroAccuracy", metrics.MacroAccuracy);
        Near(golden, "perClassLogLoss", metrics.PerClassLogLoss);
        Near(golden, "precision", metrics.ConfusionMatrix.PerClassPrecision);
        Near(golden, "recall", metrics.ConfusionMatrix.PerClassRecall);
        Assert.AreEqual(classes - 1, metrics.TopKPredictionCount);
        Assert.AreEqual(metrics.TopKAccuracyForAllK[^1], metrics.TopKAccuracy);
        if (classes > 2) Near(golden, "topK", metrics.TopKAccuracyForAllK);
        Assert.AreEqual(classes, metrics.ConfusionMatrix.NumberOfClasses);
        for (var truth = 0; truth < classes; truth++)
        {
            for (var predicted = 0; predicted < classes; predicted++)
            {
                var count = golden.GetProperty("confusion")[truth][predicted].GetDouble();
                Assert.AreEqual(count, metrics.ConfusionMatrix.Counts[truth][predicted]);
                Assert.AreEqual(count, metrics.ConfusionMatrix.GetCountForClassPair(predicted, truth));
            }
        }
    }

    [TestMethod]
    public void EvaluateClassifier_MissingLabelsAndScores_AreLeftOut()
    {
        var golden = Case("classification", "four classes");
        var labels = Labels(golden).Append(4u).Append(1u).ToArray();
        var scores = Scores(golden).Append([1, 0, 0, 0]).Append([float.NaN, 0, 0, 0]).ToArray();
        var metrics = Evaluate(labels, scores, 4, topK: 0);
        Near(golden, "logLoss", metrics.LogLoss);
        Near(golden, "microAccuracy", metrics.MicroAccuracy);
        Assert.IsNull(metrics.TopKAccuracyForAllK);
        Assert.AreEqual(0, metrics.TopKAccuracy);
    }

    [TestMethod]
    public void EvaluateClassifier_CertainAndWrong_HasAFiniteLoss()
    {
        var metrics = Evaluate([0, 1], [[0, 1, 0], [0.5f, 0.5f, 0]], 3, topK: 2);
        Assert.AreEqual((-Math.Log(1e-15) - Math.Log(0.5)) / 2, metrics.LogLoss, 1e-5);
        // Of equal scores the first class comes first.
        Assert.AreEqual(1, metrics.ConfusionMatrix.Counts[1][0]);
        CollectionAssert.AreEqual(new[] { 0.0, 1.0 }, metrics.TopKAccuracyForAllK.ToArray());
    }

    [TestMethod]
    public void EvaluateClassifier_WrongColumns_AreNamed()
    {
        var ml = new MLContext(0);
        var view = ml.Data.LoadFromEnumerable([new Wrong { Label = "a", Score = [1, 0], PredictedLabel = 1 }]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ml.MulticlassClassification.Evaluate(view));
        StringAssert.Contains(error.Message, "Schema mismatch for label column 'Label': expected Single or Key, got String");
    }

    [TestMethod]
    public void ConfusionTable_ShortNames_HeadTheColumns()
    {
        var metrics = Evaluate([0, 1, 2, 2], [[0.8f, 0.1f, 0.1f], [0.1f, 0.8f, 0.1f], [0.1f, 0.8f, 0.1f], [0.1f, 0.1f, 0.8f]], 3, topK: 0);
        AssertTable("""

            Confusion table
                      ||========================
            PREDICTED ||     0 |     1 |     2 | Recall
            TRUTH     ||========================
                    0 ||     1 |     0 |     0 | 1.0000
                    1 ||     0 |     1 |     0 | 1.0000
                    2 ||     0 |     1 |     1 | 0.5000
                      ||========================
            Precision ||1.0000 |0.5000 |1.0000 |

            """, metrics.ConfusionMatrix.GetFormattedConfusionTable());
    }

    [TestMethod]
    public void ConfusionTable_LongNames_AreNumbered()
    {
        var ml = new MLContext(0);
        var words = new[] { "hippopotamus", "cat" };
        var rows = new[] { 0, 0, 1 }.Select(i => new Word { Text = words[i], First = i == 0 ? 1 : 0, Second = i }).ToArray();
        var named = ml.Transforms.Conversion.MapValueToKey("Label", "Text")
            .Append(ml.Transforms.CopyColumns("PredictedLabel", "Label"))
            .Append(ml.Transforms.CopyColumns("hippopotamus", "First"))
            .Append(ml.Transforms.CopyColumns("cat", "Second"))
            .Append(ml.Transforms.Concatenate("Score", "hippopotamus", "cat"));
        var view = ml.Data.LoadFromEnumerable(rows);
        var metrics = ml.MulticlassClassification.Evaluate(named.Fit(view).Transform(view));
        AssertTable("""

            Confusion table
                            ||======================
            PREDICTED       ||        0 |        1 | Recall
            TRUTH           ||======================
            0. hippopotamus ||        2 |        0 | 1.0000
            1.          cat ||        0 |        1 | 1.0000
                            ||======================
            Precision       ||   1.0000 |   1.0000 |

            """, metrics.ConfusionMatrix.GetFormattedConfusionTable());
    }

    [TestMethod]
    [DataRow("around zero")]
    [DataRow("around ten")]
    public void EvaluateRegression_GoldenRows_GivesGoldenMetrics(string name)
    {
        var golden = Case("regression", name);
        var labels = Numbers(golden, "labels");
        var scores = Numbers(golden, "scores");
        // A row without label or without score does not count.
        var rows = labels.Zip(scores, (l, s) => new Number { Label = (float)l, Score = (float)s })
            .Append(new Number { Label = float.NaN, Score = 1 }).Append(new Number { Label = 1, Score = float.NaN });
        var ml = new MLContext(0);
        var metrics = ml.Regression.Evaluate(ml.Data.LoadFromEnumerable(rows));
        Near(golden, "meanAbsoluteError", metrics.MeanAbsoluteError);
        Near(golden, "meanSquaredError", metrics.MeanSquaredError);
        Near(golden, "meanSquaredError", metrics.LossFunction);
        Near(golden, "rootMeanSquaredError", metrics.RootMeanSquaredError);
        Near(golden, "rSquared", metrics.RSquared);
    }

    [TestMethod]
    public void EvaluateRegression_OneRow_HasNoRSquared()
    {
        var ml = new MLContext(0);
        var metrics = ml.Regression.Evaluate(ml.Data.LoadFromEnumerable([new Number { Label = 1, Score = 2 }]));
        Assert.IsTrue(double.IsNaN(metrics.RSquared));
        Assert.AreEqual(1, metrics.MeanAbsoluteError);
    }

    // Keys of objects in memory are counted from 0, unlike those of columns; past the count they are missing.
    private static MulticlassClassificationMetrics Evaluate(uint[] labels, float[][] scores, int classes, int topK)
    {
        var ml = new MLContext(0);
        var schema = SchemaDefinition.Create(typeof(Scored));
        schema["Label"].ColumnType = new KeyDataViewType(typeof(uint), classes);
        schema["PredictedLabel"].ColumnType = new KeyDataViewType(typeof(uint), classes);
        schema["Score"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classes);
        var rows = labels.Zip(scores, (l, s) => new Scored { Label = l, Score = s, PredictedLabel = (uint)Array.IndexOf(s, s.Max()) });
        return ml.MulticlassClassification.Evaluate(ml.Data.LoadFromEnumerable(rows, schema), topKPredictionCount: topK);
    }

    private static JsonElement Case(string kind, string name) => _golden.GetProperty(kind).EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    private static uint[] Labels(JsonElement golden) => Numbers(golden, "labels").Select(l => (uint)l).ToArray();

    private static float[][] Scores(JsonElement golden) =>
        golden.GetProperty("scores").EnumerateArray().Select(row => row.EnumerateArray().Select(s => s.GetSingle()).ToArray()).ToArray();

    private static double[] Numbers(JsonElement golden, string name) => golden.GetProperty(name).EnumerateArray().Select(n => n.GetDouble()).ToArray();

    private static void Near(JsonElement golden, string name, double actual) => Assert.AreEqual(golden.GetProperty(name).GetDouble(), actual, 1e-5, name);

    private static void Near(JsonElement golden, string name, IReadOnlyList<double> actual)
    {
        var expected = Numbers(golden, name);
        Assert.AreEqual(expected.Length, actual.Count, name);
        for (var i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 1e-5, $"{name}[{i}]");
    }

    private static void AssertTable(string expected, string actual) => Assert.AreEqual(expected.ReplaceLineEndings("\n"), actual.ReplaceLineEndings("\n"));

    private sealed class Scored
    {
        public uint Label { get; set; }
        public float[] Score { get; set; } = [];
        public uint PredictedLabel { get; set; }
    }

    private sealed class Wrong
    {
        public string Label { get; set; } = "";

        [VectorType(2)]
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }

    private sealed class Word
    {
        public string Text { get; set; } = "";
        public float First { get; set; }
        public float Second { get; set; }
    }

    private sealed class Number
    {
        public float Label { get; set; }
        public float Score { get; set; }
    }
}
