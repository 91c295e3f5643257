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

/// <summary>What a forecaster learns, what it looks at, and what it never looks at.</summary>
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
    [DataRow(SeriesScaling.None)]
    [DataRow(SeriesScaling.Series)]
    [DataRow(SeriesScaling.Window)]
    [DataRow(SeriesScaling.WindowMean)]
    public void Transform_WithAnotherFuture_GivesTheSameForecasts(SeriesScaling scaling)
    {
        var rows = SeriesData.Wave(80, series: "a").Zip(SeriesData.Wave(80, 2, "b", 5, 1), (a, b) => new[] { a, b }).SelectMany(pair => pair).ToList();
        using var model = Fit(rows, new Options
        {
            Layers = [Layer.Flatten(), Layer.Dense(8, Activation.Tanh)], WindowSize = 16, Horizon = 4, Epochs = 3, Seed = 1, Scaling = scaling,
            SeriesColumnName = "Series", PastCovariateColumnNames = ["Price"]
        });
        foreach (var (first, series) in new[] { ("a", "b"), ("new", "other") }) // also for series that were not in the training rows
        {
            foreach (var row in rows) row.Series = row.Series is "a" or "new" ? first : series;
            var expected = SeriesData.Scores(model.Transform(SeriesData.View(_context, rows)));
            var changed = rows.Select((row, i) => new SeriesRow
            {
                Series = row.Series, Value = i <= 101 ? row.Value : i % 3 == 0 ? -1e6f : 7e5f, Price = i <= 101 ? row.Price : 1e9f
            });
            var actual = SeriesData.Scores(model.Transform(SeriesData.View(_context, changed)));
            Scores.AssertSame(expected[..102], actual[..102]);
            Assert.AreNotEqual(expected[102][0], actual[102][0]);
        }
    }

    [TestMethod]
    public void Transform_OfMixedSeries_GivesEachItsOwnForecasts()
    {
        List<SeriesRow> first = SeriesData.Wave(60, 1, "a"), second = SeriesData.Wave(40, 2, "b", -100, 20);
        var options = new Options
        {
            Layers = [Layer.Flatten(), Layer.Dense(8, Activation.Tanh)], WindowSize = 16, Horizon = 4, Epochs = 3, Seed = 1, SeriesColumnName = "Series"
        };
        using var model = Fit(first.Concat(second), options);
        var mixed = first.Select((row, i) => (row, Key: i * 2)).Concat(second.Select((row, i) => (row, Key: i * 3 + 1))).OrderBy(p => p.Key).Select(p => p.row).ToList();
        var scores = SeriesData.Scores(model.Transform(SeriesData.View(_context, mixed)));
        var alone = SeriesData.Scores(model.Transform(SeriesData.View(_context, first)));
        var other = SeriesData.Scores(model.Transform(SeriesData.View(_context, second)));
        Scores.AssertSame(alone[15..], [.. scores.Where((_, i) => mixed[i].Series == "a").Skip(15)], 1e-4f);
        Scores.AssertSame(other[15..], [.. scores.Where((_, i) => mixed[i].Series == "b").Skip(15)], 1e-4f);
        Assert.IsTrue(scores.Where((_, i) => mixed[i].Series == "b").Take(15).All(row => row.All(float.IsNaN)), "windows that are not full");

        using var again = Fit(mixed, options);
        Assert.IsLessThan(3, Math.Abs(SeriesData.Scores(again.Transform(SeriesData.View(_context, second)))[39][0] - other[39][0]));
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
    public void Transform_WhereSomethingIsMissing_IsNaNAndGoesOn()
    {
        var rows = SeriesData.Wave(60);
        using var model = Fit(rows, SeriesData.Options(2));
        var expected = SeriesData.Scores(model.Transform(SeriesData.View(_context, rows)));
        rows[30].Value = float.NaN;
        rows[59].Value = float.NegativeInfinity;
        var scores = SeriesData.Scores(model.Transform(SeriesData.View(_context, rows)));
        for (int t = 0; t < 60; t++)
        {
            if (t < 15 || t is >= 30 and < 46 || t == 59) Assert.IsTrue(scores[t].All(float.IsNaN), $"row {t}");
            else Scores.AssertSame([expected[t]], [scores[t]], 1e-4f);
        }
    }

    [TestMethod]
    public void Transform_UntilACursorMoves_ReadsNothing()
    {
        using var model = Fit(SeriesData.Wave(60), SeriesData.Options(1));
        var counted = new CountingView(SeriesData.View(_context, SeriesData.Wave(60)));
        var scored = model.Transform(counted);
        _ = scored.Schema;
        _ = model.GetOutputSchema(counted.Schema);
        Assert.AreEqual(0, counted.Cursors);
        using (var cursor = scored.GetRowCursor(scored.Schema))
        {
            Assert.AreEqual(0, counted.RowsRead);
            Assert.IsTrue(cursor.MoveNext());
            Assert.AreEqual(61, counted.RowsRead);
        }

        var numbers = new CountingView(SeriesData.View(_context, SeriesData.Wave(60)));
        CollectionAssert.AreEqual(Enumerable.Range(0, 60).Select(i => (float)i).ToArray(), model.Transform(numbers).GetColumn<float>("Number").ToArray());
        Assert.AreEqual(60, numbers.RowsRead);
        CollectionAssert.AreEqual(new[] { "Number" }, numbers.Columns.ToArray());
    }

    [TestMethod]
    public void Transform_OfBatchesOfOtherSizes_GivesTheSameForecasts()
    {
        var rows = SeriesData.Wave(100);
        float[][] With(int size)
        {
            using var model = Fit(rows, new Options
            {
                Layers = [Layer.Flatten(), Layer.Dense(8, Activation.Tanh)], WindowSize = 16, Horizon = 4, Epochs = 2, Seed = 1, ScoringBatchSize = size
            });
            return SeriesData.Scores(model.Transform(SeriesData.View(_context, rows)))[15..];
        }

        Scores.AssertSame(With(64), With(7), 1e-4f);
    }

    [TestMethod]
    public void Transform_FromManyThreadsAtOnce_GivesTheSameForecasts()
    {
        var view = SeriesData.View(_context, SeriesData.Wave(90));
        using var model = Fit(SeriesData.Wave(60), SeriesData.Options(2));
        var expected = SeriesData.Scores(model.Transform(view))[15..];
        var scored = model.Transform(view);
        Parallel.For(0, 8, _ => Scores.AssertSame(expected, SeriesData.Scores(scored)[15..], 1e-5f));
    }

    [TestMethod]
    public void Transform_WithVectorsOfCovariates_ReadsAllTheirValues()
    {
        var rows = SeriesData.Wave(80);
        for (int t = 0; t < 80; t++) rows[t].Price = t % 3;
        var view = SeriesData.View(_context, rows);
        var vector = _context.Transforms.Concatenate("Known", "Price", "Number").Fit(view).Transform(view);
        using var model = _context.Forecasting.ForecastByRecurrentNetwork(With(["Known"])).Fit(vector);
        using var singles = _context.Forecasting.ForecastByRecurrentNetwork(With(["Price", "Number"])).Fit(view);
        Assert.AreEqual("20x3", model.Network.InputShape.ToString());
        Scores.AssertSame(SeriesData.Scores(singles.Transform(view))[15..76], SeriesData.Scores(model.Transform(vector))[15..76]);

        static Options With(string[] future) => new()
        {
            Layers = [Layer.Lstm(6)], WindowSize = 16, Horizon = 4, Epochs = 2, Seed = 1, FutureCovariateColumnNames = future
        };
    }

    [TestMethod]
    public void DefaultLayers_AreAnLstmAndAreNamedInTheNetwork()
    {
        using var model = Fit(SeriesData.Wave(60), new Options { WindowSize = 12, Horizon = 3, Epochs = 1, Seed = 1 });
        Assert.Contains("\"lstm\"", model.Network.ToJson());
        Assert.AreEqual(4 * 50 * (1 + 50 + 2) + 50 * 3 + 3 + 12 * 3, model.Network.ParameterCount);
    }

    [TestMethod]
    public void GetRowCursor_WithARandomOrOfASet_KeepsTheOrderOfTime()
    {
        using var model = Fit(SeriesData.Wave(60), SeriesData.Options(1));
        var scored = model.Transform(SeriesData.View(_context, SeriesData.Wave(60)));
        Assert.IsFalse(scored.CanShuffle);
        var cursors = scored.GetRowCursorSet(scored.Schema, 4, new Random(1));
        Assert.HasCount(1, cursors);
        using var cursor = cursors[0];
        var number = cursor.GetGetter<float>(scored.Schema["Number"]);
        float value = 0;
        for (int t = 0; cursor.MoveNext(); t++)
        {
            number(ref value);
            Assert.AreEqual(t, value);
        }
    }

    [TestMethod]
    public void GetRowToRowMapper_SaysThatThereIsNone()
    {
        using var model = Fit(SeriesData.Wave(60), SeriesData.Options(1));
        Assert.IsFalse(model.IsRowToRowMapper);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => model.GetRowToRowMapper(SeriesData.View(_context, []).Schema));
        Assert.Contains("Not a RowToRowMapper", e.Message);
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
