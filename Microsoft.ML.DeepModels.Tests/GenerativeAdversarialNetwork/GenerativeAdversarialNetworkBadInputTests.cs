using Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;
using Microsoft.ML.DeepModels.Training;
using Options = Microsoft.ML.DeepModels.GenerativeAdversarialNetwork.GenerativeAdversarialNetworkTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.GenerativeAdversarialNetwork;

/// <summary>Bad input and bad settings: each is refused in words that name the cause, or does no harm.</summary>
[TestClass]
public class GenerativeAdversarialNetworkBadInputTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Fit_WithoutTheInputColumn_NamesIt() =>
        Refused<ArgumentOutOfRangeException>(new Options { InputColumnName = "Pixels" }, "Could not find input column 'Pixels'");

    [TestMethod]
    public void Fit_WithANumberAsLabel_SaysThatAKeyIsExpected() =>
        Refused<ArgumentOutOfRangeException>(new Options { LabelColumnName = "Number" }, "Schema mismatch for label column 'Number': expected Key<UInt32>, got Single");

    [TestMethod]
    public void Fit_WithAKeyAsInput_SaysWhatIsExpected() =>
        Refused<ArgumentOutOfRangeException>(new Options { InputColumnName = "Label" }, "Schema mismatch for input column 'Label': expected Vector<Single>");

    [TestMethod]
    public void Fit_WithoutRows_Refuses()
    {
        var e = Assert.Throws<InvalidOperationException>(() => _context.Transforms.GenerativeAdversarialNetwork().Fit(Shapes.View(_context, 0, 1)));
        Assert.Contains("no rows", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [TestMethod]
    public void Fit_OfImagesBeyondOne_SaysTheRangeAndTheFix()
    {
        var rows = Shapes.Rows(12, 1);
        rows[3].Features[5] = 7.5f;
        rows[4].Features[6] = -2;
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => _context.Transforms.GenerativeAdversarialNetwork().Fit(_context.Data.LoadFromEnumerable(rows)));
        Assert.Contains("The values of column 'Features' go from -2 to 7.5, but images need values from 0 to 1", e.Message);
        Assert.Contains("ExtractPixels(scaleImage: 1f / 255)", e.Message);
    }

    [TestMethod]
    public void Fit_OnOneRow_Works()
    {
        var row = Shapes.View(_context, 1, 1);
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.Options()).Fit(row);
        Assert.IsTrue(float.IsFinite(Scores.Of(model.Transform(row))[0][0]));
        using var table = _context.Transforms.GenerativeAdversarialNetwork(new Options { ColumnNames = ["Number", "Label"], Epochs = 2, Seed = 1 }).Fit(row);
        Assert.AreEqual(0f, Scores.Of(table.Generate(1, 1), "Number")[0][0], "the only value that came");
    }

    [TestMethod]
    public void Constructor_WithSettingsOutOfRange_NamesThem()
    {
        Wrong<ArgumentOutOfRangeException>(new Options { LatentSize = 0 }, "LatentSize must be 1 or above, got 0");
        Wrong<ArgumentOutOfRangeException>(new Options { Filters = 0 }, "Filters must be 1 or above, got 0");
        Wrong<ArgumentOutOfRangeException>(new Options { DiscriminatorSteps = 0 }, "DiscriminatorSteps must be 1 or above, got 0");
        Wrong<ArgumentOutOfRangeException>(new Options { SamplesEveryEpochs = 0 }, "SamplesEveryEpochs must be 1 or above, got 0");
        Wrong<ArgumentOutOfRangeException>(new Options { R1Penalty = -1 }, "R1Penalty must be 0 or above, got -1");
        Wrong<ArgumentOutOfRangeException>(new Options { GeneratorAverage = 1 }, "GeneratorAverage must be in [0, 1), got 1");
        Wrong<ArgumentOutOfRangeException>(new Options { LabelSmoothing = 1 }, "LabelSmoothing must be in [0, 1), got 1");
        Wrong<ArgumentOutOfRangeException>(new Options { KeyTemperature = 0 }, "KeyTemperature must be above 0, got 0");
        Wrong<ArgumentOutOfRangeException>(new Options { LearningRate = 0 }, "LearningRate must be above 0, got 0");
        Wrong<ArgumentOutOfRangeException>(new Options { DiscriminatorLearningRate = double.NaN }, "DiscriminatorLearningRate must be above 0, got NaN");
        Wrong<ArgumentOutOfRangeException>(new Options { Preset = (GenerativeAdversarialNetworkPreset)9 }, "Preset must be Reference or Dcgan or Dense, got 9");
        Wrong<ArgumentNullException>(new Options { Optimizer = null! }, "Optimizer must not be null");
        Wrong<ArgumentNullException>(new Options { Loss = null! }, "Loss must not be null");
        Wrong<ArgumentNullException>(new Options { GeneratorLayers = [null!] }, "GeneratorLayers[0] must not be null");
        Wrong<ArgumentException>(new Options { OutputColumnName = " " }, "OutputColumnName must name a column");
        Wrong<ArgumentException>(new Options { SamplesFolder = " " }, "SamplesFolder must name a folder");
        Wrong<ArgumentException>(new Options { LabelColumnName = "Latent" }, "LabelColumnName and LatentColumnName are both 'Latent'");
        Wrong<ArgumentException>(new Options { LabelSmoothing = 0.1, Loss = GenerativeAdversarialNetworkLoss.Hinge }, "LabelSmoothing is 0.1, but the loss Hinge has no labels");
        Wrong<ArgumentException>(new Options { EarlyStopping = new EarlyStopping() }, "EarlyStopping monitors 'loss', which does not get better as rows do");
        Wrong<ArgumentException>(new Options { EarlyStopping = new EarlyStopping { Monitor = "discriminator loss" } }, "monitor 'generator loss' or 'D(G(z))'");
        Wrong<ArgumentException>(new Options { EarlyStopping = new EarlyStopping { Monitor = "accuracy" } }, "EarlyStopping monitors 'accuracy'");
        Wrong<ArgumentException>(new Options { ColumnNames = [] }, "ColumnNames is empty");
        Wrong<ArgumentException>(new Options { ColumnNames = ["A", "A"] }, "ColumnNames names 'A' 2 times");
        Wrong<ArgumentException>(new Options { ColumnNames = ["A", "B"], LabelColumnName = "B" }, "'B' is both LabelColumnName and one of ColumnNames");
        Wrong<ArgumentException>(new Options { ColumnNames = ["A"], InputShape = new TensorShape(1) }, "ColumnNames and InputShape are both given");
        Assert.Contains("gradientPenalty must be above 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GenerativeAdversarialNetworkLoss.Wasserstein(0)).Message);
    }

    [TestMethod]
    public void Fit_WithLayersThatDoNotFit_SaysWhich()
    {
        Refused<ArgumentException>(new Options { DiscriminatorLayers = [Layer.Conv2D(4, 20)] }, "Conv2D(4, 20x20) needs at least 20x20, got 12x12");
        Refused<ArgumentException>(new Options { GeneratorLayers = [Layer.Reshape(3, 7)] }, "Reshape(3x7) needs 21 values, got 100");
        Refused<ArgumentException>(new Options { Loss = GenerativeAdversarialNetworkLoss.Wasserstein(), DiscriminatorLayers = [Layer.Conv2D(4, 3), Layer.BatchNorm()] },
            "DiscriminatorLayers has BatchNorm(), through which the score of a row depends on other rows, but the loss Wasserstein(10) needs its gradient by that row alone");
        foreach (var layer in new[] { Layer.Residual(Layer.BatchNorm()), Layer.Sum([Layer.BatchNorm()], [Layer.Dense(4)]) })
        {
            Refused<ArgumentException>(new Options { Loss = GenerativeAdversarialNetworkLoss.Wasserstein(), DiscriminatorLayers = [Layer.Flatten(), Layer.Dense(4), layer] },
                "DiscriminatorLayers has BatchNorm()");
        }
        Refused<ArgumentException>(new Options { R1Penalty = 10, DiscriminatorLayers = [Layer.Conv2D(4, 3), Layer.BatchNorm()] }, "but R1Penalty needs its gradient by that row alone");
        Refused<ArgumentException>(new Options { Preset = GenerativeAdversarialNetworkPreset.Reference, ColumnNames = ["Number"] }, "The preset Reference needs images whose sides divide by 4, got 1");
        Refused<ArgumentException>(new Options { Preset = GenerativeAdversarialNetworkPreset.Dcgan, ColumnNames = ["Number"] }, "The preset Dcgan needs images whose sides are 4 to 7 times a power of 2, such as 28, 32, 64 or 128, got 1");
        Refused<ArgumentException>(new Options { ColumnNames = ["Number"], SamplesFolder = "samples" }, "SamplesFolder is given, but rows of 1 are no images");
    }

    [TestMethod]
    public void Fit_ThatDiverges_KeepsTheLastGoodEpochOrSaysWhatHappened()
    {
        var data = Shapes.View(_context, 48, 1);
        Options With(double rate, NonFiniteLossBehavior? behavior, Action<TrainingProgress>? onBatch = null) => new()
        {
            LatentSize = 4, Epochs = 50, BatchSize = 16, Seed = 1, LearningRate = rate, Optimizer = Optimizer.Sgd(), Loss = GenerativeAdversarialNetworkLoss.LeastSquares,
            GeneratorLayers = [Layer.Dense(8)], DiscriminatorLayers = [Layer.Flatten(), Layer.Dense(8)], NonFiniteLoss = behavior ?? new Options().NonFiniteLoss, OnBatch = onBatch
        };
        var e = Assert.ThrowsExactly<TrainingDivergedException>(() => _context.Transforms.GenerativeAdversarialNetwork(With(1, NonFiniteLossBehavior.Throw)).Fit(data));
        Assert.Contains("The loss became", e.Message);
        Assert.Contains("Lower LearningRate", e.Message);
        Assert.AreEqual(NonFiniteLossBehavior.KeepBest, new Options().NonFiniteLoss);
        using var model = _context.Transforms.GenerativeAdversarialNetwork(With(0.12, null)).Fit(data);
        Assert.AreEqual(StopReason.NonFiniteLoss, model.History!.StopReason, "it is to diverge, but not in the first epoch");
        Assert.IsNotNull(model.History.Divergence);
        Assert.IsTrue(model.History.BestWeightsRestored);
        Assert.IsTrue(Scores.Of(model.Transform(data)).All(score => float.IsFinite(score[0])));
        Assert.IsTrue(Scores.Of(model.Generate(9, 1), "Features").All(row => row.All(float.IsFinite)));
    }

    [TestMethod]
    public void Fit_WhereTheDiscriminatorWinsForGood_StopsAndSaysWhy()
    {
        var small = SmallGenerativeAdversarialNetwork.Options();
        using var model = _context.Transforms.GenerativeAdversarialNetwork(new Options
        {
            LatentSize = 4, Epochs = 2000, BatchSize = 16, Seed = 1, LearningRate = 1e-9, DiscriminatorLearningRate = 0.05,
            GeneratorLayers = small.GeneratorLayers, DiscriminatorLayers = small.DiscriminatorLayers
        }).Fit(Shapes.View(_context, 48, 1));
        Assert.AreEqual(StopReason.NonFiniteLoss, model.History!.StopReason);
        Assert.Contains("The discriminator has won: for 500 steps in a row", model.History.Divergence!);
        Assert.IsLessThan(1000, model.History.Epochs.Count);
    }

    [TestMethod]
    public void Fit_Cancelled_KeepsTheBestModelWhereAsked()
    {
        using var source = new CancellationTokenSource();
        var small = SmallGenerativeAdversarialNetwork.Options();
        using var model = _context.Transforms.GenerativeAdversarialNetwork(new Options
        {
            LatentSize = 4, Epochs = 1000, Seed = 1, CancellationToken = source.Token, CancellationBehavior = CancellationBehavior.KeepBest,
            GeneratorLayers = small.GeneratorLayers, DiscriminatorLayers = small.DiscriminatorLayers,
            OnEpoch = epoch => { if (epoch.Epoch == 3) source.Cancel(); }
        }).Fit(Shapes.View(_context, 30, 1));
        Assert.AreEqual(StopReason.Canceled, model.History!.StopReason);
        Assert.HasCount(3, model.History.Epochs);
        Assert.AreEqual(3, model.History.BestEpoch);
    }

    [TestMethod]
    public void Fit_StoppedEarlyByAMetric_Stops()
    {
        var small = SmallGenerativeAdversarialNetwork.Options();
        using var model = _context.Transforms.GenerativeAdversarialNetwork(new Options
        {
            LatentSize = 4, Epochs = 200, Seed = 1, GeneratorLayers = small.GeneratorLayers, DiscriminatorLayers = small.DiscriminatorLayers,
            EarlyStopping = new EarlyStopping { Monitor = "generator loss", Patience = 2 }
        }).Fit(Shapes.View(_context, 30, 1));
        Assert.AreEqual(StopReason.EarlyStopping, model.History!.StopReason);
        Assert.AreEqual(model.History.Epochs.MinBy(epoch => epoch.TrainingMetrics["generator loss"])!.Epoch, model.History.BestEpoch);
    }

    [TestMethod]
    public void Transform_OfRowsOfAnotherWidth_SaysSo()
    {
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.Options(1)).Fit(Shapes.View(_context, 20, 1));
        var others = _context.Data.LoadFromEnumerable(TinyImage.Rows(2, 1));
        Assert.Contains("has 64 values a row, but the input shape is 1x12x12", Assert.Throws<ArgumentException>(() => model.Transform(others)).Message);
    }

    [TestMethod]
    public void Generate_AfterDispose_SaysSo()
    {
        var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.Options(1)).Fit(Shapes.View(_context, 20, 1));
        var made = model.Generate(3, 1);
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Generate(3, 1));
        Assert.ThrowsExactly<ObjectDisposedException>(() => Scores.Of(made, "Features"));
    }

    [TestMethod]
    public void EverythingAModelDoes_LeavesNoTensorBehind() => LeakTest.Run(() =>
    {
        var data = Shapes.View(_context, 30, 1);
        var small = SmallGenerativeAdversarialNetwork.Options();
        using var model = _context.Transforms.GenerativeAdversarialNetwork(new Options
        {
            LatentSize = 4, Epochs = 2, BatchSize = 16, Seed = 1, LabelColumnName = "Label", GeneratorAverage = 0.9, R1Penalty = 1, SpectralNormalization = true, ValidationFraction = 0.3,
            ExampleWeightColumnName = "Weight", GeneratorLayers = small.GeneratorLayers, DiscriminatorLayers = small.DiscriminatorLayers
        }).Fit(data);
        _ = Scores.Of(model.Generate(10, 1), "Features");
        _ = Scores.Of(model.Interpolate(1, 2, 4), "Features");
        using var table = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.TableOptions("Label", "Number")).Fit(data);
        _ = Scores.Of(table.Generate(10, 1), "Number");
        Assert.ThrowsExactly<TrainingDivergedException>(() => _context.Transforms.GenerativeAdversarialNetwork(new Options
        {
            Epochs = 50, LearningRate = 1e30, Optimizer = Optimizer.Sgd(), Seed = 1, NonFiniteLoss = NonFiniteLossBehavior.Throw,
            GeneratorLayers = small.GeneratorLayers, DiscriminatorLayers = small.DiscriminatorLayers
        }).Fit(data));
    });

    private void Refused<T>(Options options, string message) where T : Exception
    {
        var trainer = _context.Transforms.GenerativeAdversarialNetwork(options);
        Assert.Contains(message, Assert.Throws<T>(() => trainer.Fit(Shapes.View(_context, 9, 1))).Message);
    }

    private void Wrong<T>(Options options, string message) where T : Exception =>
        Assert.Contains(message, Assert.Throws<T>(() => _context.Transforms.GenerativeAdversarialNetwork(options)).Message);
}
