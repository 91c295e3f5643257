using System.Text.Json;
using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Metrics of anomaly detection against numbers of scikit-learn, by build/golden/evaluator_golden.py, and what the official evaluator leaves out.</summary>
[TestClass]
public sealed class AnomalyDetectionEvaluatorTests
{
    private static readonly MLContext _ml = new(0);

    [TestMethod]
    [DataRow("no equal scores")]
    [DataRow("equal scores")]
    [DataRow("more anomalies than other rows")]
    public void EvaluateAnomalies_GoldenRows_GivesGoldenMetrics(string name)
    {
        var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "evaluators.json"))).RootElement
            .GetProperty("anomalyDetection").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        var rows = golden.GetProperty("labels").EnumerateArray().Zip(golden.GetProperty("scores").EnumerateArray(),
            (label, score) => new Scored { Label = label.GetSingle(), Score = score.GetSingle() }).ToArray();
        Assert.AreEqual(golden.GetProperty("areaUnderRocCurve").GetDouble(), Evaluate(rows).AreaUnderRocCurve, 1e-9);
        foreach (var (count, rate) in golden.GetProperty("falsePositiveCounts").EnumerateArray().Zip(golden.GetProperty("detectionRates").EnumerateArray()))
            Assert.AreEqual(rate.GetDouble(), Evaluate(rows, count.GetInt32()).DetectionRateAtFalsePositiveCount, 1e-8, $"at {count}");
    }

    [TestMethod]
    public void EvaluateAnomalies_EqualScores_CountHalf()
    {
        // Of 2 x 3 pairs: 3 are right, and 1 equal.
        var metrics = Evaluate([Row(1, 5), Row(1, 2), Row(0, 4), Row(0, 2), Row(0, 3)]);
        Assert.AreEqual(3.5 / 6, metrics.AreaUnderRocCurve, 1e-12);
    }

    [TestMethod]
    public void EvaluateAnomalies_MissingLabelsAndScores_AreLeftOut()
    {
        var metrics = Evaluate([Row(1, 3), Row(0, 2), Row(float.NaN, 9), Row(0, float.NaN), Row(0, float.PositiveInfinity), Row(1, float.NegativeInfinity)], 1);
        Assert.AreEqual((1.0, 1.0), (metrics.AreaUnderRocCurve, metrics.DetectionRateAtFalsePositiveCount));
    }

    [TestMethod]
    public void EvaluateAnomalies_LabelIsKeyOfTwo_SecondIsAnomaly()
    {
        var schema = SchemaDefinition.Create(typeof(Keyed));
        schema["Label"].ColumnType = new KeyDataViewType(typeof(uint), 2);
        // Keys of objects in memory are counted from 0; past the count they are missing.
        Keyed[] rows = [new() { Label = 1, Score = 3 }, new() { Label = 0, Score = 2 }, new() { Label = 1, Score = 1 }, new() { Label = 2, Score = 9 }];
        var metrics = _ml.AnomalyDetection.Evaluate(_ml.Data.LoadFromEnumerable(rows, schema));
        Assert.AreEqual(0.5, metrics.AreaUnderRocCurve);
    }

    [TestMethod]
    [DataRow(0f, "positive")]
    [DataRow(1f, "negative")]
    public void EvaluateAnomalies_OneKindOfRows_IsRefused(float label, string missing)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Evaluate([Row(label, 1), Row(label, 2)]));
        Assert.Contains($"AUC is not defined when there is no {missing} class in the data", e.Message);
    }

    [TestMethod]
    public void EvaluateAnomalies_MoreFalsePositivesThanRows_DetectsAll() =>
        Assert.AreEqual(1, Evaluate([Row(1, 1), Row(0, 2), Row(0, 3)], 10).DetectionRateAtFalsePositiveCount);

    [TestMethod]
    public void EvaluateAnomalies_RowBelowEnoughFalsePositives_IsLeftOutAsOfficially()
    {
        // The anomaly is above the third of the other rows, but it comes when two, which are asked for, are above it.
        Assert.AreEqual(0, Evaluate([Row(0, 10), Row(0, 9), Row(1, 8), Row(0, 7)], 2).DetectionRateAtFalsePositiveCount);
        Assert.AreEqual(1, Evaluate([Row(1, 8), Row(0, 10), Row(0, 9), Row(0, 7)], 2).DetectionRateAtFalsePositiveCount);
    }

    [TestMethod]
    public void EvaluateAnomalies_WrongColumns_AreNamed()
    {
        var truth = _ml.Data.LoadFromEnumerable([new Truth()]);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(truth)).Message,
            "Schema mismatch for label column 'Label': expected Single or a Key with cardinality 2, got Boolean");
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(truth, "Score", "Label")).Message,
            "Schema mismatch for score column 'Label': expected Single, got Boolean");
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(truth, predictedLabelColumnName: "X")).Message, "X column 'PredictedLabel' not found");
    }

    [TestMethod]
    public void EvaluateAnomalies_NoFalsePositives_IsRefused() =>
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => Evaluate([Row(1, 1), Row(0, 2)], 0)).Message, "Must be positive");

    private static AnomalyDetectionMetrics Evaluate(Scored[] rows, int falsePositives = 10) =>
        _ml.AnomalyDetection.Evaluate(_ml.Data.LoadFromEnumerable(rows), falsePositiveCount: falsePositives);

    private static Scored Row(float label, float score) => new() { Label = label, Score = score };

    private sealed class Scored
    {
        public float Label { get; set; }
        public float Score { get; set; }
        public bool PredictedLabel { get; set; }
    }

    private sealed class Keyed
    {
        public uint Label { get; set; }
        public float Score { get; set; }
        public bool PredictedLabel { get; set; }
    }

    private sealed class Truth
    {
        public bool Label { get; set; }
        public float Score { get; set; }
        public bool PredictedLabel { get; set; }
    }
}
