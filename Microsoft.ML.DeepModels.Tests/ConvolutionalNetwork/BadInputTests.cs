using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Training;
using Options = Microsoft.ML.DeepModels.ConvolutionalNetwork.ConvolutionalNetworkTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.ConvolutionalNetwork;

/// <summary>Bad input and bad settings: each is refused in words that name the cause.</summary>
[TestClass]
public class BadInputTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Fit_WithoutTheFeatureColumn_NamesIt() =>
        Refused<ArgumentOutOfRangeException>(new Options { FeatureColumnName = "Pixels" }, "Could not find feature column 'Pixels'");

    [TestMethod]
    public void Fit_WithoutTheLabelColumn_NamesIt() =>
        Refused<ArgumentOutOfRangeException>(new Options { LabelColumnName = "Class" }, "Could not find label column 'Class'");

    [TestMethod]
    public void Fit_WithoutTheWeightColumn_NamesIt() =>
        Refused<ArgumentOutOfRangeException>(new Options { ExampleWeightColumnName = "Mass" }, "Could not find weight column 'Mass'");

    [TestMethod]
    public void Fit_WithATextLabel_SaysThatAKeyIsExpected()
    {
        var rows = _context.Data.LoadFromEnumerable(Shapes.Rows(9, 1));
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Trainers.ConvolutionalNetwork().Fit(rows));
        Assert.Contains("Schema mismatch for label column 'Label': expected Key<UInt32>, got String", e.Message);
    }

    [TestMethod]
    public void Fit_WithATextFeature_SaysWhatIsExpected()
    {
        var rows = Shapes.View(_context, 9, 1);
        var options = new Options { FeatureColumnName = "Text" };
        var withText = _context.Transforms.CopyColumns("Text", "Label")
            .Append(_context.Transforms.Conversion.MapKeyToValue("Text")).Fit(rows).Transform(rows);
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.MulticlassClassification.Trainers.ConvolutionalNetwork(options).Fit(withText));
        Assert.Contains("Schema mismatch for feature column 'Text': expected Vector<Single>", e.Message);
        Assert.Contains("got String", e.Message);
    }

    [TestMethod]
    public void Fit_OfARegressionOnAKey_SaysThatASingleIsExpected()
    {
        var rows = Shapes.View(_context, 9, 1);
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Regression.Trainers.ConvolutionalNetwork().Fit(rows));
        Assert.Contains("Schema mismatch for label column 'Label': expected Single, got Key<UInt32>", e.Message);
    }

    [TestMethod]
    public void Fit_WithAKeyOfOneClass_Refuses()
    {
        var rows = _context.Data.LoadFromEnumerable(new[] { new OneClass { Features = [1, 2] }, new OneClass { Features = [3, 4] } });
        var e = Assert.Throws<ArgumentException>(() => Linear(1).Fit(rows));
        Assert.Contains("Only one class found in the Label column. To build a multiclass classification model, the number of classes needs to be 2 or greater", e.Message);
    }

    [TestMethod]
    public void Fit_WithLabelsOfOneClassAlone_Refuses()
    {
        var rows = Shapes.Keyed(_context, _context.Data.LoadFromEnumerable(Shapes.Rows(30, 1).Where(r => r.Label == "square")));
        var e = Assert.Throws<InvalidOperationException>(() => Trainer(SmallNetwork.Options()).Fit(rows));
        Assert.Contains("Only one class found in the Label column", e.Message);
    }

    [TestMethod]
    public void Fit_WithoutRows_Refuses()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Trainer(SmallNetwork.Options()).Fit(Shapes.View(_context, 0, 1)));
        Assert.Contains("no rows", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [TestMethod]
    public void Fit_WithAllLabelsMissing_Refuses()
    {
        var rows = Shapes.Rows(12, 1);
        foreach (var row in rows) row.Label = "circle";
        var e = Assert.Throws<InvalidOperationException>(
            () => Trainer(SmallNetwork.Options()).Fit(Shapes.Keyed(_context, _context.Data.LoadFromEnumerable(rows))));
        Assert.Contains("Label", e.Message);
        Assert.Contains("12", e.Message);
    }

    [TestMethod]
    public void Fit_WithSomeLabelsMissing_SkipsAndWarns()
    {
        var rows = Shapes.Rows(30, 1);
        for (int i = 0; i < 4; i++) rows[i].Label = "circle";
        string log = "";
        _context.Log += (_, e) => log += e.Message + "\n";
        using var model = Trainer(SmallNetwork.Options(1)).Fit(Shapes.Keyed(_context, _context.Data.LoadFromEnumerable(rows)));
        Assert.AreEqual(26, model.History!.Epochs[0].Examples);
        Assert.Contains("4 rows were skipped because their label in column 'Label' is missing", log);
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Fit_WithAFeatureThatIsNotFinite_NamesTheRow(float value)
    {
        var rows = Shapes.Rows(30, 1);
        rows[17].Features[3] = value;
        var view = Shapes.Keyed(_context, _context.Data.LoadFromEnumerable(rows));
        var e = Assert.Throws<InvalidOperationException>(() => Trainer(SmallNetwork.Options()).Fit(view));
        Assert.Contains("row 17", e.Message);
        Assert.Contains("Features", e.Message);

        string log = "";
        _context.Log += (_, message) => log += message.Message + "\n";
        using var model = Trainer(new Options { Layers = SmallNetwork.Layers, Epochs = 1, BadRows = BadRowHandling.Skip }).Fit(view);
        Assert.AreEqual(29, model.History!.Epochs[0].Examples);
        Assert.Contains("1 rows were skipped because they cannot be read; the first: row 17", log);
    }

    [TestMethod]
    public void Fit_OfImagesSmallerThanTheNetworkNeeds_NamesTheLayer()
    {
        var options = new Options { Layers = [Layer.MaxPool2D(4), Layer.MaxPool2D(2), Layer.Conv2D(4, 3), Layer.Flatten()] };
        var e = Assert.Throws<ArgumentException>(() => Trainer(options).Fit(Shapes.View(_context, 9, 1)));
        Assert.Contains("Conv2D(4, 3x3) needs at least 3x3, got 1x1 after MaxPool2D(2)", e.Message);
    }

    [TestMethod]
    public void Options_OutOfRange_AreRefusedInTheConstructor()
    {
        RefusedOption(new Options { Epochs = 0 }, "Epochs must be 1 or above, got 0");
        RefusedOption(new Options { BatchSize = -3 }, "BatchSize must be 1 or above, got -3");
        RefusedOption(new Options { ScoringBatchSize = 0 }, "ScoringBatchSize must be 1 or above, got 0");
        RefusedOption(new Options { LearningRate = 0 }, "LearningRate must be above 0, got 0");
        RefusedOption(new Options { LearningRate = double.NaN }, "LearningRate must be above 0, got NaN");
        RefusedOption(new Options { WeightDecay = -1 }, "WeightDecay must be 0 or above, got -1");
        RefusedOption(new Options { ValidationFraction = 1 }, "ValidationFraction must be in [0, 1), got 1");
        RefusedOption(new Options { CacheBytes = -1 }, "CacheBytes must be 0 or above, got -1");
        RefusedOption(new Options { LabelSmoothing = 1 }, "1");
        RefusedOption(new Options { Optimizer = null! }, "Optimizer must not be null");
        RefusedOption(new Options { Layers = null! }, "Layers must not be null");
        RefusedOption(new Options { Layers = [Layer.Flatten(), null!] }, "Layers[1] must not be null");
        RefusedOption(new Options { FeatureColumnName = "" }, "FeatureColumnName must name a column");
        RefusedOption(new Options { ValidationFraction = 0.1, ValidationSet = Shapes.View(_context, 3, 1) }, "give one of them");
        RefusedOption(new Options { Loss = RegressionLoss.Huber() }, "Loss is set, but it is for regression only");
        RefusedOption(new Options { PredictedLabelColumnName = "Score" }, "are both 'Score'");
        RefusedOption(new Options { EarlyStopping = new() { Monitor = "acuracy" } }, "Monitor is 'acuracy', but what is measured is 'loss', 'accuracy'");
        foreach (var (options, name) in new[] { (new Options { ClassWeights = [1, 2] }, "ClassWeights"), (new Options { LabelSmoothing = 0.1 }, "LabelSmoothing") })
        {
            Assert.Contains($"{name} is set, but it is for classification only",
                Assert.Throws<ArgumentException>(() => _context.Regression.Trainers.ConvolutionalNetwork(options)).Message);
        }
        Assert.Contains("filters", Assert.Throws<ArgumentOutOfRangeException>(() => Layer.Conv2D(0, 3)).Message);
        Assert.Contains("units", Assert.Throws<ArgumentOutOfRangeException>(() => Layer.Dense(-1)).Message);
        Assert.Contains("at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => new TensorShape(3, 0, 5)).Message);
    }

    [TestMethod]
    public void Fit_WithClassWeightsOfAnotherCount_Refuses()
    {
        var options = new Options { Layers = SmallNetwork.Layers, ClassWeights = [1, 2] };
        var e = Assert.Throws<ArgumentException>(() => Trainer(options).Fit(Shapes.View(_context, 9, 1)));
        Assert.Contains("2 class weights", e.Message);
        Assert.Contains("3 classes", e.Message);
    }

    [TestMethod]
    public void Fit_WithBatchesBeyondWhatATensorCanHold_Refuses()
    {
        var e = Assert.Throws<ArgumentException>(
            () => Trainer(new Options { Layers = SmallNetwork.Layers, BatchSize = int.MaxValue }).Fit(Shapes.View(_context, 9, 1)));
        Assert.Contains("BatchSize is 2147483647, but a batch of rows of 1x12x12 can have at most", e.Message);
    }

    [TestMethod]
    public void Fit_OnADeviceThatDoesNotExist_Refuses()
    {
        var options = new Options { Layers = SmallNetwork.Layers, Epochs = 1, GpuDeviceId = 99, FallbackToCpu = false };
        var e = Assert.Throws<InvalidOperationException>(() => Trainer(options).Fit(Shapes.View(_context, 9, 1)));
        Assert.Contains("GpuDeviceId is 99", e.Message);

        var context = new MLContext(seed: 1) { GpuDeviceId = 99, FallbackToCpu = false };
        e = Assert.Throws<InvalidOperationException>(
            () => context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(1)).Fit(Shapes.View(context, 9, 1)));
        Assert.Contains("GpuDeviceId is 99", e.Message);

        context.FallbackToCpu = true;
        using var model = context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(1)).Fit(Shapes.View(context, 9, 1));
        Assert.HasCount(1, model.History!.Epochs);
    }

    [TestMethod]
    public void Fit_CancelledInMidEpoch_ThrowsAtOnceOrReturnsTheBestModel()
    {
        using var source = new CancellationTokenSource();
        Options Canceling(CancellationBehavior behavior, CancellationTokenSource cancel) => new()
        {
            Layers = SmallNetwork.Layers, Epochs = 1_000_000, BatchSize = 4, CancellationToken = cancel.Token, CancellationBehavior = behavior,
            OnBatch = progress =>
            {
                if (progress is { Epoch: 3, Batch: 2 }) cancel.Cancel();
            }
        };
        var view = Shapes.View(_context, 60, 1);
        var e = Assert.Throws<OperationCanceledException>(() => Trainer(Canceling(CancellationBehavior.Throw, source)).Fit(view));
        Assert.AreEqual("Operation was canceled.", e.Message);
        Assert.AreEqual(source.Token, e.CancellationToken);

        var early = Assert.Throws<OperationCanceledException>(() => Trainer(Canceling(CancellationBehavior.KeepBest, source)).Fit(view));
        Assert.AreEqual("Operation was canceled.", early.Message, "cancelled while the rows are read");

        using var second = new CancellationTokenSource();
        using var model = Trainer(Canceling(CancellationBehavior.KeepBest, second)).Fit(view);
        Assert.AreEqual(StopReason.Canceled, model.History!.StopReason);
        Assert.HasCount(2, model.History.Epochs);
        Assert.IsTrue(Families.Scores.Of(model.Transform(view)).All(row => row.All(float.IsFinite)));
    }

    [TestMethod]
    public void Fit_CancelledThroughTheContext_Throws()
    {
        var context = new MLContext(seed: 1);
        var options = new Options
        {
            Layers = SmallNetwork.Layers, Epochs = 1_000_000, BatchSize = 4,
            OnBatch = progress =>
            {
                if (progress is { Epoch: 2, Batch: 1 }) CancelExecution(context);
            }
        };
        var e = Assert.Throws<OperationCanceledException>(
            () => context.MulticlassClassification.Trainers.ConvolutionalNetwork(options).Fit(Shapes.View(context, 60, 1)));
        Assert.AreEqual("Operation was canceled.", e.Message);
    }

    [TestMethod]
    public void Fit_ThatDiverges_NamesTheEpochAndTheLearningRate()
    {
        var options = new Options { Layers = SmallNetwork.Layers, Epochs = 50, LearningRate = 1e18, Optimizer = Optimizer.Sgd(), LabelColumnName = "Number", Seed = 1 };
        var e = Assert.Throws<Exception>(() => _context.Regression.Trainers.ConvolutionalNetwork(options).Fit(Shapes.View(_context, 60, 1)));
        Assert.IsInstanceOfType<TrainingDivergedException>(e);
        Assert.Contains("epoch 1", e.Message);
        Assert.Contains("Lower LearningRate (it is 1E+18 here)", e.Message);
    }

    [TestMethod]
    public void Transform_OfAnotherShape_SaysBothShapes()
    {
        using var model = Trainer(SmallNetwork.Options(1)).Fit(Shapes.View(_context, 9, 1));
        var other = _context.Data.LoadFromEnumerable(new[] { new OneClass { Features = [1, 2] } });
        var e = Assert.Throws<ArgumentException>(() => model.Transform(other));
        Assert.Contains("2 values", e.Message);
        Assert.Contains("1x12x12", e.Message);
        Assert.Contains("Could not find feature column 'Features'",
            Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(_context.Data.LoadFromEnumerable(new[] { new NumberPrediction() }))).Message);
    }

    // Public as an extension method of Microsoft.ML.Experimental.
    private static void CancelExecution(MLContext context) =>
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(context, null);

    private ConvolutionalNetworkTrainer Trainer(Options options) => _context.MulticlassClassification.Trainers.ConvolutionalNetwork(options);

    private ConvolutionalNetworkTrainer Linear(int epochs) => Trainer(new Options { Layers = [], Epochs = epochs });

    private void Refused<T>(Options options, string message) where T : Exception
    {
        var view = Shapes.View(_context, 9, 1);
        var trainer = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(options);
        Assert.Contains(message, Assert.ThrowsExactly<T>(() => trainer.Fit(view)).Message);
        Assert.Contains(message, Assert.ThrowsExactly<T>(() => trainer.GetOutputSchema(Interop.SchemaColumns.ShapeOf(view.Schema))).Message);
    }

    private void RefusedOption(Options options, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Trainer(options)).Message);

    private sealed class OneClass
    {
        [KeyType(1)]
        public uint Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
