using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.VariationalAutoencoder;
using Options = Microsoft.ML.DeepModels.VariationalAutoencoder.VariationalAutoencoderTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.VariationalAutoencoder;

/// <summary>What a user of the variational autoencoder sees: it learns, its columns agree with each other, it makes rows.</summary>
[TestClass]
public class VariationalAutoencoderTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Fit_OnPictures_LearnsToReconstructThem()
    {
        var data = Shapes.View(_context, 300, 1);
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(30)).Fit(data);
        var test = Shapes.View(_context, 60, 2);
        float[][] pixels = Scores.Of(test, "Features");
        double[] mean = [.. Enumerable.Range(0, pixels[0].Length).Select(i => pixels.Average(row => (double)row[i]))];
        double constant = pixels.Average(row => row.Select((value, i) => (value - mean[i]) * (value - mean[i])).Average());
        double error = Scores.Of(model.Transform(test), "ReconstructionError").Average(row => row[0]);
        Assert.IsLessThan(0.6 * constant, error, "the mean squared error beside that of the mean picture");
        var losses = model.History!.Epochs;
        Assert.IsLessThan(losses[0].TrainingLoss, losses[^1].TrainingLoss);
        Assert.AreEqual(losses[^1].TrainingLoss, losses[^1].TrainingMetrics["reconstruction"] + losses[^1].TrainingMetrics["kl"], 1e-3);
    }

    [TestMethod]
    public void Transform_AddsColumnsThatAgreeWithEachOther()
    {
        var data = Shapes.View(_context, 90, 1);
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(5)).Fit(data);
        var scored = model.Transform(data);
        Assert.AreEqual("Vector<Single, 1, 12, 12>", scored.Schema["Reconstruction"].Type.ToString());
        Assert.AreEqual("Vector<Single, 4>", scored.Schema["Latent"].Type.ToString());
        float[][] features = Scores.Of(data, "Features"), made = Scores.Of(scored, "Reconstruction"), errors = Scores.Of(scored, "ReconstructionError");
        float[][] decoded = Scores.Of(model.Decode(model.Encode(data)), "Features");
        for (int row = 0; row < features.Length; row++)
        {
            Assert.AreEqual(features[row].Zip(made[row], (x, y) => (x - y) * (x - y)).Average(), errors[row][0], 1e-5);
            Scores.AssertSame([made[row]], [decoded[row]], 1e-6f);
            Assert.IsTrue(made[row].All(value => value is > 0 and < 1));
        }
    }

    [TestMethod]
    public void Evaluate_SplitsTheBoundAsTheScoresDo()
    {
        var data = Shapes.View(_context, 120, 1);
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(10)).Fit(data);
        var metrics = model.Evaluate(data, 200);
        var scored = model.Transform(data);
        float[][] means = Scores.Of(scored, "Latent"), logs = Scores.Of(scored, "LogVariance");
        double divergence = means.Zip(logs, (m, l) => m.Zip(l, (mean, log) => 0.5 * (mean * mean + Math.Exp(log) - log - 1)).Sum()).Average();
        Assert.AreEqual(divergence, metrics.KullbackLeibler, 1e-4);
        Assert.AreEqual(120, metrics.Rows);
        Assert.AreEqual(Scores.Of(scored, "NegativeElbo").Average(row => row[0]), metrics.NegativeElbo, 0.3, "8 latent vectors a row against 200");
        Assert.IsGreaterThan(-metrics.NegativeElbo, metrics.LogLikelihood, "importance sampling is tighter");
        Assert.IsLessThan(-metrics.NegativeElbo + 5, metrics.LogLikelihood);
        for (int i = 0; i < 4; i++)
        {
            double mean = means.Average(row => (double)row[i]);
            Assert.AreEqual(means.Average(row => (row[i] - mean) * (row[i] - mean)), metrics.LatentVariances[i], 1e-4);
        }
        Assert.AreEqual(metrics.LatentVariances.Count(variance => variance > 0.01), metrics.ActiveUnits);
        Assert.IsGreaterThan(0, metrics.ActiveUnits);
    }

    [TestMethod]
    public void Evaluate_OfALinearGaussianModel_GivesItsExactLikelihood()
    {
        // A linear decoder with Gaussian noise is probabilistic PCA, whose likelihood has a closed form.
        var random = new Random(1);
        var rows = Enumerable.Range(0, 500).Select(_ => new Pair { Features = Correlated(random) }).ToList();
        var data = _context.Data.LoadFromEnumerable(rows);
        using var model = _context.Transforms.VariationalAutoencoder(new Options
        {
            LatentSize = 1, EncoderLayers = [], DecoderLayers = [], Likelihood = VariationalLikelihood.Gaussian(0.5), Epochs = 60, LearningRate = 1e-2, Seed = 1
        }).Fit(data);
        var ends = Scores.Of(model.Decode(Latents(0f, 1f)), "Features");
        double[] bias = [ends[0][0], ends[0][1]], weight = [ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]];
        // Covariance W W' + 0.25 I.
        double a = weight[0] * weight[0] + 0.25, b = weight[0] * weight[1], d = weight[1] * weight[1] + 0.25, determinant = a * d - b * b;
        double exact = rows.Average(row =>
        {
            double x = row.Features[0] - bias[0], y = row.Features[1] - bias[1];
            return -Math.Log(2 * Math.PI) - 0.5 * Math.Log(determinant) - 0.5 * (d * x * x - 2 * b * x * y + a * y * y) / determinant;
        });
        var metrics = model.Evaluate(data, 500);
        Assert.AreEqual(exact, metrics.LogLikelihood, 0.02);
        Assert.AreEqual(exact, -metrics.NegativeElbo, 0.1, "the posterior is linear, too, so the bound is nearly tight");

        static float[] Correlated(Random random)
        {
            double z = random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
            return [(float)(1 + 2 * z + 0.5 * (random.NextDouble() - 0.5)), (float)(-1 - z + 0.5 * (random.NextDouble() - 0.5))];
        }
    }

    [TestMethod]
    public void Generate_BySeed_GivesTheSameRowsWhateverTheCount()
    {
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(2)).Fit(Shapes.View(_context, 60, 1));
        var rows = Scores.Of(model.Generate(100, 7), "Features");
        Scores.AssertSame(rows, Scores.Of(model.Generate(100, 7), "Features"));
        Scores.AssertSame(rows[..5], Scores.Of(model.Generate(5, 7), "Features"), 1e-6f);
        Assert.AreNotEqual(rows[0][0], Scores.Of(model.Generate(1, 8), "Features")[0][0]);
        Assert.AreNotEqual(Scores.Of(model.Generate(1), "Features")[0][0], Scores.Of(model.Generate(1), "Features")[0][0]);
        var schema = model.Generate(3, 1).Schema;
        Assert.HasCount(1, schema);
        Assert.AreEqual(Shapes.View(_context, 1, 1).Schema["Features"].Type, schema["Features"].Type);
        Assert.AreEqual(3L, model.Generate(3, 1).GetRowCount());
    }

    [TestMethod]
    public void Generate_None_IsAnEmptyViewAndANegativeCountIsRefused()
    {
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(1)).Fit(Shapes.View(_context, 30, 1));
        Assert.IsEmpty(Scores.Of(model.Generate(0, 1), "Features"));
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Generate(-1, 1));
        Assert.Contains("count must be 0 or above, got -1", e.Message);
    }

    [TestMethod]
    public void Generate_UnderALabel_MakesRowsOfThatLabel()
    {
        var data = Shapes.View(_context, 300, 1);
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(25, "Label")).Fit(data);
        using var classifier = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(12)).Fit(data);
        for (uint label = 1; label <= 3; label++)
        {
            var made = model.Generate(60, 3, Shapes.Names[label - 1]);
            var predicted = classifier.Transform(made).GetColumn<uint>("PredictedLabel").ToArray();
            Assert.IsGreaterThan(40, predicted.Count(p => p == label), Shapes.Names[label - 1]);
            Assert.IsTrue(made.GetColumn<uint>("Label").All(key => key == label));
            Scores.AssertSame(Scores.Of(made, "Features"), Scores.Of(model.Generate(60, 3, label), "Features"));
        }
        var mixed = model.Generate(300, 4);
        Assert.AreEqual(data.Schema["Label"].Type, mixed.Schema["Label"].Type);
        foreach (int count in mixed.GetColumn<uint>("Label").CountBy(key => key).Select(pair => pair.Value)) Assert.IsTrue(count is > 60 and < 140, $"{count} of 300 for one of three labels");
        var texts = _context.Transforms.Conversion.MapKeyToValue("Label").Fit(mixed).Transform(mixed).GetColumn<string>("Label").Distinct();
        CollectionAssert.AreEquivalent(Shapes.Names, texts.ToArray());
    }

    [TestMethod]
    public void Generate_UnderALabelNeverSeen_SaysWhatWasLearned()
    {
        var rows = Shapes.Rows(60, 1).Where(row => row.Label != "square");
        var data = Shapes.Keyed(_context, _context.Data.LoadFromEnumerable(rows));
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(1, "Label")).Fit(data);
        var unknown = Assert.ThrowsExactly<ArgumentException>(() => model.Generate(1, 1, "circle"));
        Assert.Contains("No training row had 'circle' in the label column 'Label'", unknown.Message);
        Assert.Contains("The labels that were learned are 'horizontal', 'vertical'.", unknown.Message);
        Assert.Contains("No training row had 'square'", Assert.ThrowsExactly<ArgumentException>(() => model.Generate(1, 1, "square")).Message);
        Assert.Contains("the key 3", Assert.ThrowsExactly<ArgumentException>(() => model.Generate(1, 1, 3u)).Message);
        Assert.Contains("the key 0", Assert.ThrowsExactly<ArgumentException>(() => model.Generate(1, 1, 0u)).Message);
        var zeros = Shapes.Keyed(_context, _context.Data.LoadFromEnumerable(Shapes.Names.Select(name => new LabeledLatent { Zeros = new float[4], Label = name })));
        var decoded = Scores.Of(model.Decode(_context.Transforms.CopyColumns("Latent", "Zeros").Fit(zeros).Transform(zeros)), "Features");
        Assert.IsTrue(decoded[2].All(float.IsNaN), "a latent vector of the unseen label");
        Assert.IsTrue(decoded[0].All(float.IsFinite));
        var latents = Scores.Of(model.Transform(Shapes.View(_context, 3, 1)), "Latent");
        Assert.IsTrue(latents[2].All(float.IsNaN), "a row of the unseen label");
        Assert.IsTrue(latents[0].All(float.IsFinite));
        using var plain = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(1)).Fit(data);
        Assert.Contains("trained without a label column", Assert.ThrowsExactly<ArgumentException>(() => plain.Generate(1, 1, "square")).Message);
    }

    [TestMethod]
    public void Fit_WithoutWeightOnTheDivergence_KeepsTheEpochThatReconstructsBest()
    {
        using var model = _context.Transforms.VariationalAutoencoder(new Options
        {
            LatentSize = 4, Epochs = 12, LearningRate = 3e-3, Seed = 1, Beta = 0, ValidationFraction = 0.2, EarlyStopping = new EarlyStopping { Patience = 12 }
        }).Fit(Shapes.View(_context, 150, 1));
        var epochs = model.History!.Epochs;
        Assert.AreEqual(epochs.MinBy(epoch => epoch.ValidationMetrics!["reconstruction"])!.Epoch, model.History.BestEpoch);
        Assert.AreEqual(epochs[^1].ValidationMetrics!["reconstruction"], epochs[^1].ValidationLoss!.Value, 1e-3);
    }

    [TestMethod]
    public void Interpolate_BetweenTwoLatents_EndsAtBothAndMovesEvenly()
    {
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(2)).Fit(Shapes.View(_context, 60, 1));
        float[] from = [1, 0, -1, 2], to = [-1, 1, 0, 0];
        var way = Scores.Of(model.Interpolate(from, to, 5), "Features");
        Assert.HasCount(5, way);
        var ends = Scores.Of(model.Decode(_context.Data.LoadFromEnumerable(new[] { new Latent { Vector = from }, new Latent { Vector = [0, 0.5f, -0.5f, 1] }, new Latent { Vector = to } })
            .Renamed(_context)), "Features");
        Scores.AssertSame([ends[0]], [way[0]], 1e-5f);
        Scores.AssertSame([ends[1]], [way[2]], 1e-5f);
        Scores.AssertSame([ends[2]], [way[4]], 1e-5f);
        var rows = Shapes.View(_context, 2, 5);
        var between = Scores.Of(model.Interpolate(rows, _context.Data.SkipRows(rows, 1), 3), "Features");
        Scores.AssertSame([Scores.Of(model.Transform(rows), "Reconstruction")[0]], [between[0]], 1e-5f);
        Assert.Contains("steps must be 2 or above", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Interpolate(from, to, 1)).Message);
        Assert.Contains("has 2 values, but a latent vector of this model has 4", Assert.ThrowsExactly<ArgumentException>(() => model.Interpolate([1, 2], to, 3)).Message);
    }

    [TestMethod]
    public void Decode_OfVectorsOfAnotherLength_SaysSo()
    {
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(1)).Fit(Shapes.View(_context, 30, 1));
        var e = Assert.Throws<ArgumentException>(() => model.Decode(Latents(1f)));
        Assert.Contains("has 1 values a row, but the input shape is 4", e.Message);
        Assert.Contains("Latent", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Decode(Shapes.View(_context, 3, 1))).Message);
    }

    [TestMethod]
    public void PredictionEngine_GivesWhatTransformGives()
    {
        var data = Shapes.View(_context, 40, 1);
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(2)).Fit(data);
        var expected = Scores.Of(model.Transform(data), "NegativeElbo");
        using var engine = _context.Model.CreatePredictionEngine<ShapeRow, ElboPrediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
        var rows = Shapes.Rows(40, 1);
        for (int i = 0; i < rows.Count; i++) Assert.AreEqual(expected[i][0], engine.Predict(rows[i]).NegativeElbo, 1e-5 * Math.Abs(expected[i][0]));
    }

    [TestMethod]
    public void Fit_WithEveryLikelihoodAndBound_Learns()
    {
        var data = Shapes.View(_context, 90, 1);
        foreach (var likelihood in new[] { VariationalLikelihood.Bernoulli, VariationalLikelihood.Gaussian(0.3), VariationalLikelihood.LearnedGaussian })
        {
            foreach (var bound in new[] { VariationalBound.Elbo(), VariationalBound.Elbo(3), VariationalBound.ImportanceWeighted(4) })
            {
                using var model = _context.Transforms.VariationalAutoencoder(new Options
                {
                    LatentSize = 3, Epochs = 8, LearningRate = 5e-3, Seed = 1, Likelihood = likelihood, Bound = bound, ScoringBound = bound, ValidationFraction = 0.2
                }).Fit(data);
                var losses = model.History!.Epochs;
                Assert.IsLessThan(losses[0].TrainingLoss, losses[^1].TrainingLoss, $"{likelihood}, {bound}");
                Assert.IsLessThan(losses[0].ValidationLoss!.Value, losses[^1].ValidationLoss!.Value, $"{likelihood}, {bound}");
                Assert.IsTrue(Scores.Of(model.Transform(data), "NegativeElbo").All(row => float.IsFinite(row[0])));
            }
        }
    }

    [TestMethod]
    public void LearnedGaussian_OnRowsOfAnyScale_FindsTheirNoise()
    {
        // Values far beyond 1, whose noise around a constant has deviation 20.
        var random = new Random(1);
        var rows = Enumerable.Range(0, 400).Select(_ => new Pair { Features = [500 + 20 * Normal(random), -300 + 20 * Normal(random)] });
        using var model = _context.Transforms.VariationalAutoencoder(new Options
        {
            LatentSize = 1, Likelihood = VariationalLikelihood.LearnedGaussian, Epochs = 150, LearningRate = 0.05, Seed = 1, Beta = 1
        }).Fit(_context.Data.LoadFromEnumerable(rows));
        var made = Scores.Of(model.Generate(200, 1), "Features");
        Assert.AreEqual(500, made.Average(row => row[0]), 10);
        Assert.AreEqual(-300, made.Average(row => row[1]), 10);
        Assert.IsTrue(double.IsFinite(model.History!.Epochs[^1].TrainingLoss));
        // Two independent values of deviation 20: entropy of each is 4.41 nats.
        Assert.AreEqual(8.83, model.History.Epochs[^1].TrainingLoss, 0.4);
    }

    [TestMethod]
    public void Beta_Larger_GivesSmallerDivergence()
    {
        var data = Shapes.View(_context, 120, 1);
        double Divergence(double beta, double freeBits = 0, int epochs = 15)
        {
            using var model = _context.Transforms.VariationalAutoencoder(new Options { LatentSize = 4, Epochs = epochs, LearningRate = 5e-3, Seed = 1, Beta = beta, FreeBits = freeBits }).Fit(data);
            return model.Evaluate(data, 1).KullbackLeibler;
        }

        double small = Divergence(0.2), one = Divergence(1), large = Divergence(50);
        Assert.IsLessThan(small, one);
        Assert.IsLessThan(0.1, large, "with this beta nothing is told of a row");
        double held = Divergence(5, epochs: 40), free = Divergence(5, freeBits: 1, epochs: 40);
        Assert.IsGreaterThan(held + 0.5, free, "four variables, a nat free for each");
        Assert.IsLessThan(6, free);
    }

    [TestMethod]
    public void Fit_OnImagesAndFiles_MakesColumnsOfTheirTypes()
    {
        var images = Enumerable.Range(0, 12).Select(i => new PictureRow { Bytes = TestImage(i) }).ToList();
        var files = _context.Data.LoadFromEnumerable(images);
        using var model = _context.Transforms.VariationalAutoencoder(new Options
        {
            InputColumnName = "Bytes", InputShape = TensorShape.Image(1, 8, 8), LatentSize = 2, Epochs = 1, Seed = 1
        }).Fit(files);
        var made = model.Generate(3, 1);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Byte), made.Schema["Bytes"].Type);
        using var again = _context.Transforms.VariationalAutoencoder(new Options
        {
            InputColumnName = "Bytes", InputShape = TensorShape.Image(1, 8, 8), LatentSize = 2, Epochs = 1, Seed = 1
        }).Fit(made); // what was made can be read and learned from
        foreach (byte[] bytes in made.GetColumn<byte[]>("Bytes"))
        {
            using var stream = new MemoryStream(bytes);
            using var image = MLImage.CreateFromStream(stream);
            Assert.AreEqual((8, 8), (image.Width, image.Height));
        }
    }

    [TestMethod]
    public void Fit_WithPixelsLast_KeepsTheOrder()
    {
        var data = Shapes.View(_context, 60, 1);
        using var first = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(2)).Fit(data);
        var rows = Shapes.Rows(60, 1).Select(row => new LastRow { Features = row.Features }).ToList();
        using var last = _context.Transforms.VariationalAutoencoder(new Options
        {
            LatentSize = 4, Epochs = 2, BatchSize = 16, LearningRate = 3e-3, Seed = 1, ChannelOrder = ChannelOrder.ChannelsLast
        }).Fit(_context.Data.LoadFromEnumerable(rows));
        Assert.AreEqual("Vector<Single, 12, 12, 1>", last.Transform(_context.Data.LoadFromEnumerable(rows)).Schema["Reconstruction"].Type.ToString());
        // With one channel both orders are the same numbers.
        Scores.AssertSame(Scores.Of(first.Generate(4, 1), "Features"), Scores.Of(last.Generate(4, 1), "Features"), 1e-6f);
    }

    private IDataView Latents(params float[] values) =>
        _context.Data.LoadFromEnumerable(values.Select(value => new LatentOne { Latent = [value] }));

    private static float Normal(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private static byte[] TestImage(int seed)
    {
        var random = new Random(seed);
        var pixels = new byte[64];
        random.NextBytes(pixels);
        return DeepModels.Persistence.PngWriter.Encode(pixels, 8, 8, 1);
    }
}
