using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.VariationalAutoencoder;
using Options = Microsoft.ML.DeepModels.VariationalAutoencoder.VariationalAutoencoderTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.VariationalAutoencoder;

/// <summary>Bad input and bad settings: each is refused in words that name the cause, or does no harm.</summary>
[TestClass]
public class VariationalAutoencoderBadInputTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Fit_WithoutTheInputColumn_NamesIt() =>
        Refused<ArgumentOutOfRangeException>(new Options { InputColumnName = "Pixels" }, "Could not find input column 'Pixels'");

    [TestMethod]
    public void Fit_WithoutTheLabelColumn_NamesIt() =>
        Refused<ArgumentOutOfRangeException>(new Options { LabelColumnName = "Class" }, "Could not find label column 'Class'");

    [TestMethod]
    public void Fit_WithANumberAsLabel_SaysThatAKeyIsExpected() =>
        Refused<ArgumentOutOfRangeException>(new Options { LabelColumnName = "Number" }, "Schema mismatch for label column 'Number': expected Key<UInt32>, got Single");

    [TestMethod]
    public void Fit_WithAKeyAsInput_SaysWhatIsExpected() =>
        Refused<ArgumentOutOfRangeException>(new Options { InputColumnName = "Label" }, "Schema mismatch for input column 'Label': expected Vector<Single>");

    [TestMethod]
    public void Fit_WithoutRows_Refuses()
    {
        var e = Assert.Throws<InvalidOperationException>(() => _context.Transforms.VariationalAutoencoder().Fit(Shapes.View(_context, 0, 1)));
        Assert.Contains("no rows", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [TestMethod]
    public void Fit_OfBernoulliOnValuesBeyondOne_SaysTheRangeAndTheFix()
    {
        var rows = Shapes.Rows(12, 1);
        rows[3].Features[5] = 7.5f;
        rows[4].Features[6] = -2;
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => _context.Transforms.VariationalAutoencoder().Fit(_context.Data.LoadFromEnumerable(rows)));
        Assert.Contains("The values of column 'Features' go from -2 to 7.5, but the likelihood Bernoulli needs values from 0 to 1", e.Message);
        Assert.Contains("NormalizeMinMax", e.Message);
        Assert.Contains("VariationalLikelihood.Gaussian()", e.Message);
    }

    [TestMethod]
    public void Fit_OfBernoulliWithValidationRowsBeyondOne_SaysSo()
    {
        var rows = Shapes.Rows(12, 1);
        rows[3].Features[5] = 200;
        var options = new Options { ValidationSet = _context.Data.LoadFromEnumerable(rows) };
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => _context.Transforms.VariationalAutoencoder(options).Fit(Shapes.View(_context, 12, 1)));
        Assert.Contains("The values of column 'Features' of the validation rows go from 0 to 200, but the likelihood Bernoulli needs values from 0 to 1", e.Message);
    }

    [TestMethod]
    public void Evaluate_OfBernoulliOnValuesBeyondOne_SaysSo()
    {
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(1)).Fit(Shapes.View(_context, 20, 1));
        var rows = Shapes.Rows(12, 1);
        rows[3].Features[5] = 2;
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => model.Evaluate(_context.Data.LoadFromEnumerable(rows)));
        Assert.Contains("Among the rows 0 to 11 (the first is 0) is one with a value that the likelihood cannot explain", e.Message);
    }

    [TestMethod]
    public void Fit_WithTheLabelsNameForLatents_IsRefused() =>
        Wrong<ArgumentException>(new Options { LabelColumnName = "Latent" }, "The column of latent vectors and LabelColumnName are both 'Latent': give two names.");

    [TestMethod]
    public void Fit_OnConstantColumns_GivesNumbers()
    {
        var rows = Enumerable.Range(0, 20).Select(_ => new Pair { Features = [1, 0.25f] });
        foreach (var likelihood in new[] { VariationalLikelihood.Bernoulli, VariationalLikelihood.Gaussian(), VariationalLikelihood.LearnedGaussian })
        {
            using var model = _context.Transforms.VariationalAutoencoder(new Options { Likelihood = likelihood, LatentSize = 2, Epochs = 30, LearningRate = 0.01, Seed = 1 })
                .Fit(_context.Data.LoadFromEnumerable(rows));
            var made = Scores.Of(model.Generate(20, 1), "Features");
            Assert.AreEqual(0.25, made.Average(row => row[1]), 0.2, $"{likelihood}");
            Assert.IsTrue(Scores.Of(model.Transform(_context.Data.LoadFromEnumerable(rows)), "NegativeElbo").All(row => float.IsFinite(row[0])), $"{likelihood}");
        }
    }

    [TestMethod]
    public void Fit_OnOneRow_Works()
    {
        var row = Shapes.View(_context, 1, 1);
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(3)).Fit(row);
        Assert.IsTrue(float.IsFinite(Scores.Of(model.Transform(row), "NegativeElbo")[0][0]));
        using var detector = _context.AnomalyDetection.Trainers.VariationalAutoencoder(SmallVariationalAutoencoder.AnomalyOptions()).Fit(row);
        Assert.IsTrue(float.IsFinite(detector.Threshold));
    }

    [TestMethod]
    public void Constructor_WithSettingsOutOfRange_NamesThem()
    {
        Wrong<ArgumentOutOfRangeException>(new Options { LatentSize = 0 }, "LatentSize must be 1 or above, got 0");
        Wrong<ArgumentOutOfRangeException>(new Options { Beta = -1 }, "Beta must be 0 or above, got -1");
        Wrong<ArgumentOutOfRangeException>(new Options { FreeBits = double.NaN }, "FreeBits must be 0 or above, got NaN");
        Wrong<ArgumentOutOfRangeException>(new Options { Epochs = 0 }, "Epochs must be 1 or above");
        Wrong<ArgumentNullException>(new Options { Likelihood = null! }, "Likelihood must not be null");
        Wrong<ArgumentNullException>(new Options { EncoderLayers = [null!] }, "EncoderLayers[0] must not be null");
        Wrong<ArgumentException>(new Options { OutputColumnName = " " }, "OutputColumnName must name a column");
        Wrong<ArgumentException>(new Options { ReconstructionColumnName = "Latent" }, "are all 'Latent': give each a name of its own");
        Wrong<ArgumentException>(new Options { FreeBits = 1, Bound = VariationalBound.ImportanceWeighted(2) }, "importance weighted");
        Wrong<ArgumentException>(new Options { EarlyStopping = new EarlyStopping { Monitor = "accuracy" } }, "'accuracy'");
        Assert.Contains("samples must be 1 or above, got 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VariationalBound.ImportanceWeighted(0)).Message);
        Assert.Contains("standardDeviation must be above 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VariationalLikelihood.Gaussian(0)).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BetaSchedule.WarmUp(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BetaSchedule.Cyclical(4, 1.5));
    }

    [TestMethod]
    public void Fit_WithLayersThatDoNotFit_SaysWhich()
    {
        Refused<ArgumentException>(new Options { EncoderLayers = [Layer.Conv2D(4, 20)] }, "Conv2D(4, 20x20) needs at least 20x20, got 12x12");
        Refused<ArgumentException>(new Options { DecoderLayers = [Layer.Reshape(3, 7)] }, "Reshape(3x7) needs 21 values, got 10");
    }

    [TestMethod]
    public void Fit_WithLayersGiven_UsesThem()
    {
        var data = Shapes.View(_context, 48, 1);
        using var model = _context.Transforms.VariationalAutoencoder(new Options
        {
            LatentSize = 3,
            EncoderLayers = [Layer.Conv2D(4, 3, Activation.Relu, stride: 2), Layer.Flatten()],
            DecoderLayers = [Layer.Dense(4 * 6 * 6, Activation.Relu), Layer.Reshape(4, 6, 6), Layer.Upsample2D(2)],
            Epochs = 1, Seed = 1
        }).Fit(data);
        Assert.AreEqual("Vector<Single, 3>", model.Transform(data).Schema["Latent"].Type.ToString());
        Assert.HasCount(144, Scores.Of(model.Generate(1, 1), "Features")[0]);
    }

    [TestMethod]
    public void Transform_OfRowsOfAnotherWidth_SaysSo()
    {
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(1)).Fit(Shapes.View(_context, 20, 1));
        var pairs = _context.Data.LoadFromEnumerable(new[] { new Pair { Features = [0, 1] } });
        Assert.Contains("has 2 values a row, but the input shape is 1x12x12", Assert.Throws<ArgumentException>(() => model.Transform(pairs)).Message);
    }

    [TestMethod]
    public void Evaluate_OfRowsThatCannotBeRead_NamesTheRow()
    {
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(1)).Fit(Shapes.View(_context, 20, 1));
        Assert.Contains("row 2", Assert.ThrowsExactly<InvalidOperationException>(() => model.Evaluate(Shapes.Spoiled(_context))).Message);
        Assert.Contains("no rows", Assert.ThrowsExactly<InvalidOperationException>(() => model.Evaluate(Shapes.View(_context, 0, 1))).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Evaluate(Shapes.View(_context, 3, 1), 0));
    }

    [TestMethod]
    public void Fit_WithAValidationSetOfOtherClasses_SaysSo()
    {
        var data = Shapes.View(_context, 20, 1);
        var other = _context.Transforms.Conversion.MapValueToKey("Label").Fit(_context.Data.LoadFromEnumerable(Shapes.Rows(2, 1)));
        var options = new Options { LabelColumnName = "Label", ValidationSet = other.Transform(_context.Data.LoadFromEnumerable(Shapes.Rows(2, 1))) };
        var e = Assert.Throws<ArgumentException>(() => _context.Transforms.VariationalAutoencoder(options).Fit(data));
        Assert.Contains("The validation set cannot be used. The label column 'Label' has 2 classes, that of the training rows 3", e.Message);
    }

    [TestMethod]
    public void Fit_Cancelled_KeepsTheBestModelWhereAsked()
    {
        using var source = new CancellationTokenSource();
        using var model = _context.Transforms.VariationalAutoencoder(new Options
        {
            LatentSize = 2, Epochs = 1000, Seed = 1, CancellationToken = source.Token, CancellationBehavior = CancellationBehavior.KeepBest,
            OnEpoch = epoch => { if (epoch.Epoch == 3) source.Cancel(); }
        }).Fit(Shapes.View(_context, 30, 1));
        Assert.AreEqual(StopReason.Canceled, model.History!.StopReason);
        Assert.HasCount(3, model.History.Epochs);
    }

    [TestMethod]
    public void Generate_AfterDispose_SaysSo()
    {
        var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(1)).Fit(Shapes.View(_context, 20, 1));
        var made = model.Generate(3, 1);
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Generate(3, 1));
        Assert.ThrowsExactly<ObjectDisposedException>(() => Scores.Of(made, "Features"));
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Evaluate(Shapes.View(_context, 3, 1)));
    }

    [TestMethod]
    public void EverythingAModelDoes_LeavesNoTensorBehind() => LeakTest.Run(() =>
    {
        var data = Shapes.View(_context, 30, 1);
        using var model = _context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(2, "Label")).Fit(data);
        _ = Scores.Of(model.Generate(10, 1), "Features");
        _ = Scores.Of(model.Interpolate(data, data, 4), "Features");
        _ = Scores.Of(model.Decode(model.Encode(data)), "Features");
        _ = model.Evaluate(data, 5);
        using var weighted = _context.Transforms.VariationalAutoencoder(new Options
        {
            Epochs = 2, Seed = 1, Bound = VariationalBound.ImportanceWeighted(3), ValidationFraction = 0.3, ExampleWeightColumnName = "Weight"
        }).Fit(data);
        using var free = _context.Transforms.VariationalAutoencoder(new Options { Epochs = 2, Seed = 1, FreeBits = 0.1, Likelihood = VariationalLikelihood.LearnedGaussian }).Fit(data);
        Assert.ThrowsExactly<InvalidOperationException>(() => model.Evaluate(Shapes.Spoiled(_context)));
    });

    private void Refused<T>(Options options, string message) where T : Exception
    {
        var trainer = _context.Transforms.VariationalAutoencoder(options);
        Assert.Contains(message, Assert.Throws<T>(() => trainer.Fit(Shapes.View(_context, 9, 1))).Message);
    }

    private void Wrong<T>(Options options, string message) where T : Exception =>
        Assert.Contains(message, Assert.Throws<T>(() => _context.Transforms.VariationalAutoencoder(options)).Message);
}
