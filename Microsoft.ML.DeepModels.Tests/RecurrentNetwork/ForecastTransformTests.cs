using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tests.Families;
using Options = Microsoft.ML.DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>Forecasts beside the rows of a view: which, of what, and when they are made.</summary>
[TestClass]
public class ForecastTransformTests
{
    private readonly MLContext _context = new(seed: 1);

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
        Scores.AssertSame(other[15..], SeriesData.Scores(again.Transform(SeriesData.View(_context, second)))[15..], 1e-4f); // the same windows in the same order
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

        var expected = With(64);
        Scores.AssertSame(expected, With(7), 1e-4f);
        Scores.AssertSame(expected, With(int.MaxValue), 1e-4f); // as many as there are
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

    private DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTransformer Fit(IEnumerable<SeriesRow> rows, Options options) =>
        _context.Forecasting.ForecastByRecurrentNetwork(options).Fit(SeriesData.View(_context, rows));
}
