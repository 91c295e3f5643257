using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;
using Microsoft.ML.DeepModels.Training;
using TorchSharp;
using Options = Microsoft.ML.DeepModels.GenerativeAdversarialNetwork.GenerativeAdversarialNetworkTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.GenerativeAdversarialNetwork;

/// <summary>What a user of the generative adversarial network sees: it learns, and it makes rows.</summary>
[TestClass]
public class GenerativeAdversarialNetworkTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Fit_OnTinyImages_LearnsBothKinds()
    {
        var data = _context.Data.LoadFromEnumerable(TinyImage.Rows(400, 1));
        using var model = _context.Transforms.GenerativeAdversarialNetwork(new Options { LatentSize = 16, Epochs = 25, Seed = 1, GeneratorAverage = 0.9 }).Fit(data);
        var images = Scores.Of(model.Generate(200, 1), "Features");
        double left = 0, clear = 0;
        foreach (float[] image in images)
        {
            double bright = Enumerable.Range(0, 64).Where(p => p % 8 < 4).Average(p => (double)image[p]), dark = Enumerable.Range(0, 64).Where(p => p % 8 >= 4).Average(p => (double)image[p]);
            if (bright > dark) left++;
            if (Math.Abs(bright - dark) > 0.5) clear++;
        }
        Assert.IsGreaterThan(150, clear, "images with one bright half of 200");
        Assert.IsTrue(left is > 30 and < 170, $"{left} images of 200 bright on the left");
        Assert.IsTrue(images.All(image => image.All(value => value is >= 0 and <= 1)));
    }

    [TestMethod]
    public void Fit_ReportsItsMetricsAndTheirSumAsLoss()
    {
        var data = Shapes.View(_context, 64, 1);
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.Options(3)).Fit(data, Shapes.View(_context, 30, 2));
        foreach (var epoch in model.History!.Epochs)
        {
            CollectionAssert.AreEquivalent(new[] { "discriminator loss", "generator loss", "D(x)", "D(G(z))" }, epoch.TrainingMetrics.Keys.ToArray());
            Assert.AreEqual(epoch.TrainingLoss, epoch.TrainingMetrics["discriminator loss"] + epoch.TrainingMetrics["generator loss"], 1e-5);
            Assert.AreEqual(epoch.ValidationLoss!.Value, epoch.ValidationMetrics!["discriminator loss"] + epoch.ValidationMetrics["generator loss"], 1e-5);
            Assert.IsTrue(epoch.ValidationMetrics["D(x)"] is > 0 and < 1);
        }
        Assert.AreEqual(StopReason.Completed, model.History.StopReason);
        Assert.AreEqual(3, model.History.BestEpoch, "the last epoch is the one to go back to");
    }

    [TestMethod]
    public void Transform_AddsTheScore_AProbabilityOrNot()
    {
        var data = Shapes.View(_context, 48, 1);
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.Options()).Fit(data);
        float[] scores = [.. model.Transform(data).GetColumn<float>("Score")];
        Assert.IsTrue(scores.All(score => score is > 0 and < 1));
        double mean = model.History!.Epochs[^1].TrainingMetrics["D(x)"];
        Assert.AreEqual(mean, scores.Average(), 0.2, "D(x) of training and the mean score");
        var critic = SmallGenerativeAdversarialNetwork.TableOptions("Weight", "Number");
        using var other = _context.Transforms.GenerativeAdversarialNetwork(new Options
        {
            ColumnNames = critic.ColumnNames, GeneratorLayers = critic.GeneratorLayers, DiscriminatorLayers = critic.DiscriminatorLayers, Epochs = 3, Seed = 1, OutputColumnName = "Realism",
            Loss = GenerativeAdversarialNetworkLoss.Wasserstein(), DiscriminatorSteps = 2
        }).Fit(data);
        Assert.IsTrue(other.Transform(data).GetColumn<float>("Realism").Any(score => score is < 0 or > 1));
    }

    [TestMethod]
    [DataRow("NonSaturating")]
    [DataRow("LeastSquares")]
    [DataRow("Hinge")]
    [DataRow("Wasserstein")]
    public void Fit_WithEveryLossAndSpectralNormalization_GivesFiniteNumbers(string name)
    {
        var loss = name switch
        {
            "NonSaturating" => GenerativeAdversarialNetworkLoss.NonSaturating,
            "LeastSquares" => GenerativeAdversarialNetworkLoss.LeastSquares,
            "Hinge" => GenerativeAdversarialNetworkLoss.Hinge,
            _ => GenerativeAdversarialNetworkLoss.Wasserstein()
        };
        var data = Shapes.View(_context, 48, 1);
        var small = SmallGenerativeAdversarialNetwork.Options();
        foreach (double r1 in new[] { 0, 5.0 })
        {
            using var model = _context.Transforms.GenerativeAdversarialNetwork(new Options
            {
                LatentSize = 4, Epochs = 3, BatchSize = 16, Seed = 1, GeneratorLayers = small.GeneratorLayers, DiscriminatorLayers = small.DiscriminatorLayers,
                Loss = loss, SpectralNormalization = true, R1Penalty = r1, GradientClipping = GradientClipping.ByNorm(1), GeneratorAverage = 0.9, DiscriminatorOptimizer = Optimizer.RmsProp()
            }).Fit(data);
            Assert.HasCount(3, model.History!.Epochs);
            Assert.IsTrue(model.History.Epochs.All(epoch => double.IsFinite(epoch.TrainingLoss)));
            Assert.IsTrue(Scores.Of(model.Transform(data)).All(score => float.IsFinite(score[0])));
            Assert.IsTrue(Scores.Of(model.Generate(5, 1), "Features").All(row => row.All(value => value is >= 0 and <= 1)));
        }
    }

    [TestMethod]
    public void Fit_OfDcganImages_Trains()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 20).Select(_ => new Picture { Features = [.. Enumerable.Range(0, 3 * 32 * 32).Select(_ => random.NextSingle())] });
        var data = _context.Data.LoadFromEnumerable(rows);
        using var model = _context.Transforms.GenerativeAdversarialNetwork(new Options { Preset = GenerativeAdversarialNetworkPreset.Dcgan, Filters = 8, LatentSize = 8, Epochs = 2, BatchSize = 10, Seed = 1 })
            .Fit(data);
        Assert.AreEqual("Vector<Single, 3, 32, 32>", model.Generate(2, 1).Schema["Features"].Type.ToString());
        Assert.IsTrue(Scores.Of(model.Generate(2, 1), "Features").All(row => row.All(value => value is > 0 and < 1)));
    }

    [TestMethod]
    public void Catalog_WithNamedParameters_SetsThem()
    {
        var data = Shapes.View(_context, 32, 1);
        var trainer = _context.Transforms.GenerativeAdversarialNetwork("Realism", "Features", latentSize: 3, labelColumnName: "Label", exampleWeightColumnName: "Weight", validationSet: data);
        using var model = trainer.Fit(data);
        Assert.AreEqual(3, model.LatentSize);
        Assert.IsNotNull(model.Transform(data).Schema.GetColumnOrNull("Realism"));
        Assert.IsNotNull(model.Generate(1, 1).Schema.GetColumnOrNull("Label"));
        Assert.IsNotNull(model.History!.Epochs[0].ValidationLoss);
    }

    [TestMethod]
    public void Generate_BySeed_GivesTheSameRowsWhateverTheCount()
    {
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.Options()).Fit(Shapes.View(_context, 60, 1));
        var rows = Scores.Of(model.Generate(100, 7), "Features");
        Scores.AssertSame(rows, Scores.Of(model.Generate(100, 7), "Features"));
        Scores.AssertSame(rows[..5], Scores.Of(model.Generate(5, 7), "Features"), 1e-6f);
        Assert.AreNotEqual(rows[0][0], Scores.Of(model.Generate(1, 8), "Features")[0][0]);
        Assert.AreNotEqual(Scores.Of(model.Generate(1), "Features")[0][0], Scores.Of(model.Generate(1), "Features")[0][0]);
        var schema = model.Generate(3, 1).Schema;
        Assert.HasCount(1, schema);
        Assert.AreEqual(Shapes.View(_context, 1, 1).Schema["Features"].Type, schema["Features"].Type);
        Assert.AreEqual(3L, model.Generate(3, 1).GetRowCount());
        Assert.IsEmpty(Scores.Of(model.Generate(0, 1), "Features"));
        Assert.Contains("count must be 0 or above, got -1", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Generate(-1, 1)).Message);
    }

    [TestMethod]
    public void Generate_UnderALabel_MakesRowsOfThatLabel()
    {
        // The brightness of an image is its label: one pixel in three.
        var rows = Shapes.Rows(300, 1);
        for (int i = 0; i < rows.Count; i++) rows[i].Features = [.. rows[i].Features.Select((value, p) => p % 3 == i % 3 ? 0.9f : 0.1f * value)];
        var data = Shapes.Keyed(_context, _context.Data.LoadFromEnumerable(rows));
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.Options(30, "Label")).Fit(data);
        for (uint label = 1; label <= 3; label++)
        {
            var made = model.Generate(60, 3, Shapes.Names[label - 1]);
            int right = Scores.Of(made, "Features").Count(image => BrightestThird(image) == label - 1);
            Assert.IsGreaterThan(50, right, Shapes.Names[label - 1]);
            Assert.IsTrue(made.GetColumn<uint>("Label").All(key => key == label));
            Scores.AssertSame(Scores.Of(made, "Features"), Scores.Of(model.Generate(60, 3, label), "Features"));
        }
        var mixed = model.Generate(300, 4);
        Assert.AreEqual(data.Schema["Label"].Type, mixed.Schema["Label"].Type);
        foreach (int count in mixed.GetColumn<uint>("Label").CountBy(key => key).Select(pair => pair.Value)) Assert.IsTrue(count is > 60 and < 140, $"{count} of 300 for one of three labels");
        Assert.Contains("No training row had 'circle' in the label column 'Label'", Assert.ThrowsExactly<ArgumentException>(() => model.Generate(1, 1, "circle")).Message);

        static int BrightestThird(float[] image)
        {
            double[] sums = [.. Enumerable.Range(0, 3).Select(third => image.Where((_, p) => p % 3 == third).Sum(value => (double)value))];
            return Array.IndexOf(sums, sums.Max());
        }
    }

    [TestMethod]
    public void Interpolate_OnTheSphere_EndsAtBothAndKeepsTheLength()
    {
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.Options()).Fit(Shapes.View(_context, 60, 1));
        float[] from = [2, 0, 0, 0], to = [0, 2, 0, 0];
        var way = Scores.Of(model.Interpolate(from, to, 3), "Features");
        float middle = MathF.Sqrt(2);
        var decoded = Scores.Of(model.Decode(_context.Data.LoadFromEnumerable(new[] { new LatentRow { Latent = from }, new LatentRow { Latent = [middle, middle, 0, 0] }, new LatentRow { Latent = to } })), "Features");
        Scores.AssertSame(decoded, way, 1e-5f);
        var between = Scores.Of(model.Interpolate(3, 4, 4), "Features");
        Assert.HasCount(4, between);
        Scores.AssertSame(Scores.Of(model.Generate(1, 3), "Features"), [between[0]], 1e-5f);
        Scores.AssertSame(Scores.Of(model.Generate(1, 4), "Features"), [between[3]], 1e-5f);
        Assert.Contains("steps must be 2 or above", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Interpolate(3, 4, 1)).Message);
    }

    [TestMethod]
    public void Load_InAFreshContext_GeneratesTheSameRows()
    {
        var data = Shapes.View(_context, 60, 1);
        var small = SmallGenerativeAdversarialNetwork.Options();
        using var model = _context.Transforms.GenerativeAdversarialNetwork(new Options
        {
            LatentSize = 4, Epochs = 3, BatchSize = 16, Seed = 1, GeneratorAverage = 0.5, SpectralNormalization = true, LabelColumnName = "Label",
            GeneratorLayers = small.GeneratorLayers, DiscriminatorLayers = small.DiscriminatorLayers
        }).Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        file.Position = 0;
        using var loaded = (GenerativeAdversarialNetworkTransformer)new MLContext().Model.Load(file, out _);
        Scores.AssertSame(Scores.Of(model.Generate(20, 5), "Features"), Scores.Of(loaded.Generate(20, 5), "Features"));
        Scores.AssertSame(Scores.Of(model.Transform(data)), Scores.Of(loaded.Transform(data)));
        Scores.AssertSame(Scores.Of(model.Interpolate(1, 2, 3), "Features"), Scores.Of(loaded.Interpolate(1, 2, 3), "Features"));
        Assert.AreEqual("Latent", loaded.LatentColumnName);
        Assert.IsNull(loaded.History);
    }

    [TestMethod]
    public void Fit_LeavesTheGlobalGeneratorAlone()
    {
        var state = torch.random.get_rng_state().data<byte>().ToArray();
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.TableOptions("Number", "Label")).Fit(Shapes.View(_context, 60, 1));
        _ = model.Generate(3, 1).GetColumn<float>("Number").ToList();
        CollectionAssert.AreEqual(state, torch.random.get_rng_state().data<byte>().ToArray());
    }

    [TestMethod]
    public void PredictionEngine_GivesWhatTransformGives()
    {
        var data = Shapes.View(_context, 40, 1);
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.Options()).Fit(data);
        var expected = Scores.Of(model.Transform(data));
        using var engine = _context.Model.CreatePredictionEngine<ShapeRow, ScorePrediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
        var rows = Shapes.Rows(40, 1);
        for (int i = 0; i < rows.Count; i++) Assert.AreEqual(expected[i][0], engine.Predict(rows[i]).Score, 1e-5);
    }

    [TestMethod]
    public void Fit_WithAFolderForSamples_WritesAPictureEveryFewEpochsAndTrainsTheSame()
    {
        string folder = Path.Combine(Path.GetTempPath(), "gan-samples-" + Guid.NewGuid().ToString("N"));
        try
        {
            var data = Shapes.View(_context, 48, 1);
            Options With(string? samples) => new()
            {
                LatentSize = 4, Epochs = 5, BatchSize = 16, Seed = 1, LabelColumnName = "Label", SamplesFolder = samples, SamplesEveryEpochs = 2,
                GeneratorLayers = [DeepModels.Layers.Layer.Dense(8), DeepModels.Layers.Layer.BatchNorm()]
            };
            using var watched = _context.Transforms.GenerativeAdversarialNetwork(With(folder)).Fit(data);
            CollectionAssert.AreEqual(new[] { "samples-0002.png", "samples-0004.png" }, Directory.GetFiles(folder).Select(Path.GetFileName).Order().ToArray());
            byte[] png = File.ReadAllBytes(Path.Combine(folder, "samples-0004.png"));
            CollectionAssert.AreEqual(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' }, png[..4]);
            Assert.AreEqual(8 * Shapes.Size + 7 * 2, (png[18] << 8) + png[19], "the width of eight images and seven gaps");
            CollectionAssert.AreNotEqual(png, File.ReadAllBytes(Path.Combine(folder, "samples-0002.png")));
            using var alone = _context.Transforms.GenerativeAdversarialNetwork(With(null)).Fit(data);
            Scores.AssertSame(Scores.Of(alone.Generate(5, 1), "Features"), Scores.Of(watched.Generate(5, 1), "Features"));
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, true);
        }
    }

    [TestMethod]
    public void Fit_WhereTheFolderForSamplesGoesAway_WarnsAndTrainsOn()
    {
        string folder = Path.Combine(Path.GetTempPath(), "gan-samples-" + Guid.NewGuid().ToString("N"));
        var data = Shapes.View(_context, 32, 1);
        var warnings = new List<string>();
        _context.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) warnings.Add(e.Message);
        };
        Options With(Action<DeepModels.Training.EpochResult>? onEpoch) => new()
        {
            LatentSize = 4, Epochs = 4, BatchSize = 16, Seed = 1, SamplesFolder = folder, GeneratorLayers = [DeepModels.Layers.Layer.Dense(8)], OnEpoch = onEpoch
        };
        try
        {
            using var model = _context.Transforms.GenerativeAdversarialNetwork(With(epoch =>
            {
                if (epoch.Epoch != 3) return;
                Directory.Delete(folder, true);
                File.WriteAllText(folder, "");
            })).Fit(data);
            Assert.HasCount(4, model.History!.Epochs);
            Assert.HasCount(2, warnings.Where(text => text.Contains("could not be written to SamplesFolder")).ToList(), string.Join("; ", warnings));
            var e = Assert.ThrowsExactly<IOException>(() => _context.Transforms.GenerativeAdversarialNetwork(With(null)).Fit(data));
            Assert.Contains($"SamplesFolder is '{folder}', but pictures cannot be written there", e.Message);
        }
        finally
        {
            File.Delete(folder);
        }
    }

    /// <summary>A picture in colour.</summary>
    private sealed class Picture
    {
        [VectorType(3, 32, 32)]
        public float[] Features { get; set; } = [];
    }
}
