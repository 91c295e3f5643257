using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Tests.ConvolutionalNetwork;

[TestClass]
public class ConvolutionalNetworkTests
{
    [TestMethod]
    public void Classifier_InAPipeline_LearnsToTellShapesApart()
    {
        var context = new MLContext(seed: 1);
        var rows = context.Data.LoadFromEnumerable(Shapes.Rows(240, 1));
        var pipeline = Shapes.ToKey(context)
            .Append(context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(6)))
            .Append(context.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel"));

        using var model = pipeline.Fit(rows);
        var scored = model.Transform(context.Data.LoadFromEnumerable(Shapes.Rows(120, 2)));
        var metrics = context.MulticlassClassification.Evaluate(scored);

        Assert.IsGreaterThan(0.95, metrics.MicroAccuracy);
        Assert.IsLessThan(0.3, metrics.LogLoss);
        var names = scored.GetColumn<string>("Name").ToArray();
        var truth = Shapes.Rows(120, 2).Select(r => r.Label).ToArray();
        Assert.IsGreaterThan(110, names.Zip(truth).Count(pair => pair.First == pair.Second));
    }

    [TestMethod]
    public void Classifier_ReferenceNetwork_IsWhatTheDefaultsMake()
    {
        var context = new MLContext(seed: 1);
        var images = new List<ShapeRow64>();
        for (int i = 0; i < 4; i++) images.Add(new ShapeRow64 { Label = (uint)(i % 2), Features = new float[3 * 64 * 64] });
        var view = context.Data.LoadFromEnumerable(images);
        using var model = context.MulticlassClassification.Trainers.ConvolutionalNetwork().Fit(view);

        // Conv 32 * (3*3*3 + 1), Dense 64 * (31*31*32 + 1), output 2 * (64 + 1), computed by hand.
        Assert.AreEqual(32 * 28 + 64 * (31 * 31 * 32 + 1) + 2 * 65, model.Network.ParameterCount);
        Assert.HasCount(10, model.History!.Epochs);
    }

    [TestMethod]
    public void Classifier_LayersOfFlattenAlone_IsALinearModel()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 30, 1);
        using var model = context.MulticlassClassification.Trainers.ConvolutionalNetwork(
            new ConvolutionalNetworkTrainer.Options { Layers = [Layer.Flatten()], Epochs = 1 }).Fit(view);
        Assert.AreEqual(3 * (144 + 1), model.Network.ParameterCount);
    }

    [TestMethod]
    public void Regression_OnNumbers_LearnsThem()
    {
        var context = new MLContext(seed: 1);
        var view = context.Data.LoadFromEnumerable(Shapes.Rows(240, 1));
        using var model = context.Regression.Trainers.ConvolutionalNetwork(SmallNetwork.NumberOptions(15)).Fit(view);
        var scored = model.Transform(context.Data.LoadFromEnumerable(Shapes.Rows(120, 2)));
        var metrics = context.Regression.Evaluate(scored, labelColumnName: "Number");
        Assert.IsGreaterThan(0.8, metrics.RSquared);
    }

    [TestMethod]
    public void Regression_OnNumbersFarFromZero_LearnsThemAsWell()
    {
        var context = new MLContext(seed: 1);
        List<ShapeRow> Prices(int count, int seed)
        {
            var rows = Shapes.Rows(count, seed);
            foreach (var row in rows) row.Number = 250_000 + 80_000 * row.Number;
            return rows;
        }
        var view = context.Data.LoadFromEnumerable(Prices(240, 1));
        using var model = context.Regression.Trainers.ConvolutionalNetwork(SmallNetwork.NumberOptions(15)).Fit(view);
        var metrics = context.Regression.Evaluate(model.Transform(context.Data.LoadFromEnumerable(Prices(120, 2))), labelColumnName: "Number");
        Assert.IsGreaterThan(0.8, metrics.RSquared);
    }

    [TestMethod]
    public void Regression_OnLabelsOfAnyScale_TrainsAlikeWithEveryOptimizer()
    {
        var context = new MLContext(seed: 1);
        foreach (var optimizer in new[] { Optimizer.Sgd(0.9), Optimizer.Adam() })
        {
            foreach (var loss in new[] { RegressionLoss.MeanSquaredError, RegressionLoss.MeanAbsoluteError })
            {
                float[] Standard(float scale, float offset)
                {
                    var rows = Shapes.Rows(60, 1);
                    foreach (var row in rows) row.Number = offset + scale * row.Number;
                    var view = context.Data.LoadFromEnumerable(rows);
                    var options = new ConvolutionalNetworkTrainer.Options
                    {
                        Layers = SmallNetwork.Layers, Epochs = 2, BatchSize = 16, LearningRate = 2e-3, Seed = 1, LabelColumnName = "Number",
                        Optimizer = optimizer, Loss = loss, WeightDecay = 1e-3, GradientClipping = GradientClipping.ByNorm(1)
                    };
                    using var model = context.Regression.Trainers.ConvolutionalNetwork(options).Fit(view);
                    return [.. Families.Scores.Of(model.Transform(view)).Select(score => (score[0] - offset) / scale)];
                }

                var expected = Standard(1, 0);
                foreach (var actual in new[] { Standard(80_000, 250_000), Standard(1f / 8192, 0) })
                    for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 0.02f, $"{optimizer}, {loss}, row {i}");
            }
        }
    }

    [TestMethod]
    public void Score_OfAClassifier_IsASoftmaxWithSlotNamesAndKeyValues()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 60, 1);
        using var model = context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(1)).Fit(view);
        var scored = model.Transform(view);

        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(Shapes.Names, names.DenseValues().Select(n => n.ToString()).ToArray());
        scored.Schema["PredictedLabel"].GetKeyValues(ref names);
        CollectionAssert.AreEqual(Shapes.Names, names.DenseValues().Select(n => n.ToString()).ToArray());
        foreach (var row in context.Data.CreateEnumerable<ShapePrediction>(scored, false, true))
        {
            Assert.AreEqual(1, row.Score.Sum(), 1e-5);
            Assert.AreEqual(Array.IndexOf(row.Score, row.Score.Max()) + 1, (int)row.PredictedLabel);
        }
    }

    [TestMethod]
    public void ExampleWeights_OfZero_TakeTheirRowsOut()
    {
        var context = new MLContext(seed: 1);
        var rows = Shapes.Rows(120, 1);
        // Half of the squares are called bars, but weigh nothing.
        foreach (var row in rows.Where(r => r.Label == "square").Take(20))
        {
            row.Label = "vertical";
            row.Weight = 0;
        }
        var view = Shapes.Keyed(context, context.Data.LoadFromEnumerable(rows));
        var options = new ConvolutionalNetworkTrainer.Options
        {
            Layers = SmallNetwork.Layers, Epochs = 25, BatchSize = 16, LearningRate = 5e-3, Seed = 1, ExampleWeightColumnName = "Weight"
        };
        using var model = context.MulticlassClassification.Trainers.ConvolutionalNetwork(options).Fit(view);
        var metrics = context.MulticlassClassification.Evaluate(model.Transform(Shapes.View(context, 90, 2)));
        Assert.IsGreaterThan(0.9, metrics.MicroAccuracy);
    }

    [TestMethod]
    public void EarlyStopping_WithAValidationFraction_StopsAndRestoresTheBestEpoch()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 120, 1);
        using var model = context.MulticlassClassification.Trainers.ConvolutionalNetwork(new ConvolutionalNetworkTrainer.Options
        {
            Layers = SmallNetwork.Layers, Epochs = 200, LearningRate = 0.02, Seed = 1, ValidationFraction = 0.25, EarlyStopping = new EarlyStopping { Patience = 3 }
        }).Fit(view);

        Assert.AreEqual(StopReason.EarlyStopping, model.History!.StopReason);
        Assert.IsLessThan(200, model.History.Epochs.Count);
        Assert.IsTrue(model.History.BestWeightsRestored);
        Assert.AreEqual(model.History.Epochs.MinBy(e => e.ValidationLoss)!.Epoch, model.History.BestEpoch);
    }

    [TestMethod]
    public void Fit_WithEveryKindOfSetting_LeavesNoTensorBehind() => LeakTest.Run(() =>
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 60, 1);
        using var model = context.MulticlassClassification.Trainers.ConvolutionalNetwork(new ConvolutionalNetworkTrainer.Options
        {
            Layers = [Layer.Conv2D(4, 3, Activation.Relu), Layer.BatchNorm(), Layer.MaxPool2D(2), Layer.Dropout(0.2), Layer.Flatten()],
            Epochs = 3, Seed = 1, ValidationFraction = 0.25, EarlyStopping = new EarlyStopping { Patience = 2 }, ClassWeights = [1, 2, 1], LabelSmoothing = 0.1,
            ExampleWeightColumnName = "Weight", GradientClipping = GradientClipping.ByNorm(1), Optimizer = Optimizer.RmsProp(momentum: 0.5, centered: true)
        }).Fit(view);
        using var engine = context.Model.CreatePredictionEngine<ShapeRow, ShapePrediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
        engine.Predict(Shapes.Rows(1, 1)[0]);
    });

    [TestMethod]
    public void CrossValidate_WithAClassAbsentFromAFold_Works()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 60, 1);
        var results = context.MulticlassClassification.CrossValidate(
            view, context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(2)), numberOfFolds: 3);
        Assert.HasCount(3, results);
        foreach (var result in results) Assert.IsTrue(double.IsFinite(result.Metrics.LogLoss));
    }

    [TestMethod]
    public void Progress_OfEveryBatchAndEpoch_IsReported()
    {
        var context = new MLContext(seed: 1);
        var batches = new List<TrainingProgress>();
        var epochs = new List<EpochResult>();
        var log = new List<string>();
        context.Log += (_, e) => { lock (log) log.Add(e.Message); };
        using var model = context.MulticlassClassification.Trainers.ConvolutionalNetwork(new ConvolutionalNetworkTrainer.Options
        {
            Layers = SmallNetwork.Layers, Epochs = 2, BatchSize = 16, Seed = 1, OnBatch = batches.Add, OnEpoch = epochs.Add
        }).Fit(Shapes.View(context, 60, 1));

        Assert.HasCount(8, batches); // 60 rows are 4 batches of 16, 16, 16, 12
        Assert.HasCount(2, epochs);
        Assert.AreEqual(60, epochs[0].Examples);
        Assert.IsTrue(epochs[0].TrainingMetrics["accuracy"] is >= 0 and <= 1);
        Assert.IsTrue(log.Any(m => m.Contains("Epoch 2/2: loss ")), "the log tells each epoch");
    }

    private sealed class ShapeRow64
    {
        [KeyType(2)]
        public uint Label { get; set; }

        [VectorType(3, 64, 64)]
        public float[] Features { get; set; } = [];
    }
}
