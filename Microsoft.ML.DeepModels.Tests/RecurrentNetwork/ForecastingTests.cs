using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;
using Microsoft.ML.DeepModels.Training;
using Options = Microsoft.ML.DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>What a forecaster learns, and what it is.</summary>
[TestClass]
public class ForecastingTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow(SeriesScaling.Series)]
    [DataRow(SeriesScaling.Window)]
    [DataRow(SeriesScaling.WindowMean)]
    public void Fit_OfARisingWave_ForecastsItBetterThanTheLastValue(SeriesScaling scaling)
    {
        var rows = SeriesData.Wave(200);
        using var model = Fit(rows.Take(160), new Options
        {
            Layers = [Layer.Flatten(), Layer.Dense(16, Activation.Tanh)], WindowSize = 16, Horizon = 4, Epochs = 40, LearningRate = 5e-3, BatchSize = 16, Seed = 1,
            Scaling = scaling
        });
        var scores = SeriesData.Scores(model.Transform(SeriesData.View(_context, rows)));
        double error = 0, naive = 0;
        for (int t = 160; t < 196; t++)
        {
            for (int h = 0; h < 4; h++)
            {
                error += Math.Abs(scores[t][h] - rows[t + 1 + h].Value);
                naive += Math.Abs(rows[t].Value - rows[t + 1 + h].Value);
            }
        }
        Assert.IsLessThan(0.3 * naive, error);
    }

    [TestMethod]
    public void Fit_WithTheNamedParameters_AddsTheColumns()
    {
        var view = SeriesData.View(_context, SeriesData.Wave(60));
        var trainer = _context.Forecasting.ForecastByRecurrentNetwork("Next", "Value", 10, 3, 0.8f, "Low", "High");
        using var model = trainer.Fit(view);
        var scored = model.Transform(view);
        CollectionAssert.AreEqual(new[] { "Series", "Value", "Price", "Number", "Next", "Low", "High" }, scored.Schema.Select(c => c.Name).ToArray());
        foreach (string name in new[] { "Next", "Low", "High" }) Assert.AreEqual(3, ((VectorDataViewType)scored.Schema[name].Type).Size);
        var (scores, low, high) = (SeriesData.Scores(scored, "Next"), SeriesData.Scores(scored, "Low"), SeriesData.Scores(scored, "High"));
        for (int t = 9; t < 60; t++)
            for (int h = 0; h < 3; h++) Assert.IsTrue(low[t][h] < scores[t][h] && scores[t][h] < high[t][h], $"row {t}, step {h}");
        Assert.AreEqual((10, 3, 0.8f, PredictionInterval.Conformal), (model.WindowSize, model.Horizon, model.ConfidenceLevel, model.PredictionInterval));
    }

    [TestMethod]
    public void GetOutputSchema_OfTheEstimator_IsWhatTheModelDelivers()
    {
        var view = SeriesData.View(_context, SeriesData.Wave(60));
        var trainer = _context.Forecasting.ForecastByRecurrentNetwork("Next", "Value", 10, 3, 0.8f, "Low", "High");
        var promised = trainer.GetOutputSchema(SchemaColumns.ShapeOf(view.Schema));
        using var model = trainer.Fit(view);
        var delivered = SchemaColumns.ShapeOf(model.Transform(view).Schema);
        foreach (var column in delivered)
        {
            var promise = promised.Single(c => c.Name == column.Name);
            Assert.AreEqual((column.Kind, column.ItemType, column.IsKey), (promise.Kind, promise.ItemType, promise.IsKey), column.Name);
            CollectionAssert.AreEquivalent(column.Annotations.Select(a => a.Name).ToArray(), promise.Annotations.Select(a => a.Name).ToArray(), column.Name);
        }
        Assert.HasCount(delivered.Count, promised);
        Assert.AreEqual(model.Transform(view).Schema.Count, model.GetOutputSchema(view.Schema).Count);
    }

    [TestMethod]
    public void Fit_WithACovariateKnownInAdvance_ForecastsWhatItDrives()
    {
        var random = new Random(3);
        List<SeriesRow> rows = [.. Enumerable.Range(0, 240).Select(_ => new SeriesRow { Price = random.Next(2) })];
        foreach (var row in rows) row.Value = 10 + 4 * row.Price + 0.1f * random.NextSingle();
        double Error(Options options)
        {
            using var model = Fit(rows.Take(200), options);
            var scores = SeriesData.Scores(model.Transform(SeriesData.View(_context, rows)));
            return Enumerable.Range(200, 36).Average(t => Enumerable.Range(0, 4).Average(h => Math.Abs(scores[t][h] - rows[t + 1 + h].Value)));
        }

        Options With(string[] past, string[] future) => new()
        {
            Layers = [Layer.Flatten(), Layer.Dense(16, Activation.Tanh)], WindowSize = 8, Horizon = 4, Epochs = 40, LearningRate = 5e-3, BatchSize = 16, Seed = 1,
            Scaling = SeriesScaling.Series, PastCovariateColumnNames = past, FutureCovariateColumnNames = future
        };
        Assert.IsLessThan(0.5, Error(With([], ["Price"])));
        Assert.IsGreaterThan(1.0, Error(With(["Price"], [])));
    }

    [TestMethod]
    public void DefaultLayers_AreAnLstmAndAreNamedInTheNetwork()
    {
        using var model = Fit(SeriesData.Wave(60), new Options { WindowSize = 12, Horizon = 3, Epochs = 1, Seed = 1 });
        Assert.Contains("\"lstm\"", model.Network.ToJson());
        Assert.AreEqual(4 * 50 * (1 + 50 + 2) + 50 * 3 + 3 + 12 * 3, model.Network.ParameterCount);
    }

    [TestMethod]
    public void Fit_TwiceOnOneEstimator_GivesTwoEqualIndependentModels()
    {
        var view = SeriesData.View(_context, SeriesData.Wave(60));
        var trainer = new MLContext().Forecasting.ForecastByRecurrentNetwork("Score", "Value", 10, 3);
        using var first = trainer.Fit(view);
        using var second = trainer.Fit(view);
        var scores = SeriesData.Scores(first.Transform(view))[9..];
        Scores.AssertSame(scores, SeriesData.Scores(second.Transform(view))[9..]);
        first.Dispose();
        Scores.AssertSame(scores, SeriesData.Scores(second.Transform(view))[9..]);
    }

    [TestMethod]
    public void Fit_WithAValidationFraction_JudgesByTheLastWindowsAndStopsEarly()
    {
        using var model = Fit(SeriesData.Wave(120), new Options
        {
            Layers = [Layer.Flatten(), Layer.Dense(8, Activation.Tanh)], WindowSize = 16, Horizon = 4, Epochs = 500, LearningRate = 0.05, Seed = 1,
            ValidationFraction = 0.2, EarlyStopping = new EarlyStopping { Patience = 3 }
        });
        Assert.AreEqual(StopReason.EarlyStopping, model.History!.StopReason);
        Assert.IsTrue(model.History.BestWeightsRestored);
        Assert.AreEqual(120 - 20 + 1 - 20 - 3, model.History.Epochs[0].Examples); // a fifth of the 101 windows, and 3 whose targets both parts would have
    }

    [TestMethod]
    public void Dispose_Twice_IsFineAndLaterUseSaysSo()
    {
        var view = SeriesData.View(_context, SeriesData.Wave(60));
        var model = Fit(SeriesData.Wave(60), SeriesData.Options(1));
        var scored = model.Transform(view);
        model.Dispose();
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Transform(view));
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Forecast(2));
        Assert.ThrowsExactly<ObjectDisposedException>(() => SeriesData.Scores(scored));
    }

    [TestMethod]
    public void FitTransformForecastSaveLoad_LeaveNoTensorBehind() => LeakTest.Run(() =>
    {
        var context = new MLContext(seed: 1);
        var view = SeriesData.View(context, SeriesData.Wave(80));
        using var model = context.Forecasting.ForecastByRecurrentNetwork(new Options
        {
            Layers = [Layer.Flatten(), Layer.Dense(8, Activation.Tanh)], WindowSize = 16, Horizon = 4, Epochs = 2, Seed = 1, Seasonality = 8,
            PastCovariateColumnNames = ["Price"], ValidationFraction = 0.2, ConfidenceLowerBoundColumn = "Low", ConfidenceLevel = 0.5f
        }).Fit(view);
        _ = SeriesData.Scores(model.Transform(view));
        _ = model.Forecast(4).GetColumn<float>("Score").ToArray();
        using var file = new MemoryStream();
        context.Model.Save(model, null, file);
        file.Position = 0;
        ((IDisposable)context.Model.Load(file, out _)).Dispose();
    });

    private DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTransformer Fit(IEnumerable<SeriesRow> rows, Options options) =>
        _context.Forecasting.ForecastByRecurrentNetwork(options).Fit(SeriesData.View(_context, rows));
}
