using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;
using Microsoft.ML.DeepModels.VariationalAutoencoder;
using Options = Microsoft.ML.DeepModels.VariationalAutoencoder.VariationalAutoencoderAnomalyTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.VariationalAutoencoder;

/// <summary>The anomaly detector: it finds what it was not trained on, its threshold does what it says, ML.NET's evaluator takes its columns.</summary>
[TestClass]
public class VariationalAutoencoderAnomalyTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Fit_OnOneShapeAlone_TellsTheOthersFromIt()
    {
        using var model = Trainer(40).Fit(Of(300, 1, "horizontal"));
        var scored = model.Transform(_context.Data.LoadFromEnumerable(Shapes.Rows(300, 2).Select(row => new Judged
        {
            Features = row.Features, Label = row.Label == "horizontal" ? 0 : 1
        })));
        var metrics = _context.AnomalyDetection.Evaluate(scored);
        Assert.IsGreaterThan(0.95, metrics.AreaUnderRocCurve);
        // The area by hand: how often an anomaly scores above a normal row.
        float[] scores = [.. scored.GetColumn<float>("Score")], labels = [.. scored.GetColumn<float>("Label")];
        double above = 0, pairs = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            for (int j = 0; j < scores.Length; j++)
            {
                if (labels[i] != 1 || labels[j] != 0) continue;
                pairs++;
                above += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }
        Assert.AreEqual(above / pairs, metrics.AreaUnderRocCurve, 1e-6);
        bool[] predicted = [.. scored.GetColumn<bool>("PredictedLabel")];
        for (int i = 0; i < predicted.Length; i++) Assert.AreEqual(scores[i] > model.Threshold, predicted[i]);
        Assert.IsGreaterThan(0.7, predicted.Where((_, i) => labels[i] == 1).Average(p => p ? 1.0 : 0));
    }

    [TestMethod]
    [DataRow(0.0, 0)]
    [DataRow(0.1, 20)]
    [DataRow(0.29, 58)] // 57.99... as a product of Doubles
    [DataRow(0.5, 100)]
    [DataRow(0.999, 199)]
    public void Threshold_LetsTheWantedPartOfTheTrainingRowsThrough(double rate, int expected)
    {
        var data = Of(200, 1, "square");
        using var model = _context.AnomalyDetection.Trainers.VariationalAutoencoder(new Options { LatentSize = 2, Epochs = 1, Seed = 1, FalsePositiveRate = rate }).Fit(data);
        Assert.AreEqual(expected, model.Transform(data).GetColumn<bool>("PredictedLabel").Count(anomaly => anomaly));
    }

    [TestMethod]
    public void Score_IsTheNegativeBoundOfTheTransform()
    {
        var data = Shapes.View(_context, 60, 1);
        using var detector = _context.AnomalyDetection.Trainers.VariationalAutoencoder(SmallVariationalAutoencoder.AnomalyOptions(3)).Fit(data);
        using var transform = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(3)).Fit(data);
        Scores.AssertSame(Scores.Of(transform.Transform(data), "NegativeElbo"), Scores.Of(detector.Transform(data)));
    }

    [TestMethod]
    [DataRow("Bernoulli", new[] { 1.01f, 1.5f, 5f, 100f, 1e20f, 3e38f, -0.01f, -5f })]
    [DataRow("Gaussian(1)", new[] { 100f, 1e10f, 1e20f, 1e30f, 3e38f, -3e38f })]
    [DataRow("LearnedGaussian", new[] { 100f, 1e10f, 1e20f, 1e30f, 3e38f, -3e38f })]
    public void PredictedLabel_OfValuesFarFromTheTrainingRows_IsTrue(string name, float[] values)
    {
        VariationalLikelihood[] all = [VariationalLikelihood.Bernoulli, VariationalLikelihood.Gaussian(), VariationalLikelihood.LearnedGaussian];
        var random = new Random(1);
        var data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(_ => new Pair { Features = [0.2f + 0.8f * random.NextSingle(), 0.2f + 0.8f * random.NextSingle()] }).ToList());
        using var model = _context.AnomalyDetection.Trainers.VariationalAutoencoder(new Options
        {
            LatentSize = 2, Epochs = 20, LearningRate = 0.01, Seed = 1, Likelihood = all.Single(likelihood => likelihood.ToString() == name)
        }).Fit(data);
        var scored = model.Transform(_context.Data.LoadFromEnumerable(values.Select(value => new Pair { Features = [value, value] })));
        float[] scores = [.. scored.GetColumn<float>("Score")];
        bool[] predicted = [.. scored.GetColumn<bool>("PredictedLabel")];
        for (int i = 0; i < values.Length; i++) Assert.IsTrue(predicted[i] && scores[i] > model.Threshold, $"{values[i]} scores {scores[i]}, the threshold is {model.Threshold}");
    }

    [TestMethod]
    public void Load_KeepsTheThreshold()
    {
        var data = Shapes.View(_context, 60, 1);
        using var model = _context.AnomalyDetection.Trainers.VariationalAutoencoder(SmallVariationalAutoencoder.AnomalyOptions(3)).Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        file.Position = 0;
        using var loaded = (VariationalAutoencoderAnomalyTransformer)new MLContext().Model.Load(file, out _);
        Assert.AreEqual(model.Threshold, loaded.Threshold);
        CollectionAssert.AreEqual(model.Transform(data).GetColumn<bool>("PredictedLabel").ToArray(), loaded.Transform(data).GetColumn<bool>("PredictedLabel").ToArray());
    }

    [TestMethod]
    public void Constructor_WithSettingsOutOfRange_NamesThem()
    {
        Wrong<ArgumentOutOfRangeException>(new Options { FalsePositiveRate = 1 }, "FalsePositiveRate must be in [0, 1), got 1");
        Wrong<ArgumentOutOfRangeException>(new Options { LatentSize = 0 }, "LatentSize must be 1 or above, got 0");
        Wrong<ArgumentException>(new Options { ScoreColumnName = "X", PredictedLabelColumnName = "X" }, "are both 'X': give two names");
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.AnomalyDetection.Trainers.VariationalAutoencoder("Pixels").Fit(Shapes.View(_context, 9, 1)));
        Assert.Contains("Could not find feature column 'Pixels'", e.Message);
    }

    private VariationalAutoencoderAnomalyTrainer Trainer(int epochs) => _context.AnomalyDetection.Trainers.VariationalAutoencoder(new Options
    {
        LatentSize = 4, Epochs = epochs, BatchSize = 16, LearningRate = 3e-3, Seed = 1
    });

    private IDataView Of(int count, int seed, string shape) => _context.Data.LoadFromEnumerable(Shapes.Rows(3 * count, seed).Where(row => row.Label == shape));

    private void Wrong<T>(Options options, string message) where T : Exception =>
        Assert.Contains(message, Assert.Throws<T>(() => _context.AnomalyDetection.Trainers.VariationalAutoencoder(options)).Message);

    private sealed class Judged
    {
        [VectorType(1, Shapes.Size, Shapes.Size)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}
