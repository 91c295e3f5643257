using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tests.Families;
using Options = Microsoft.ML.DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>What a forecaster never looks at: the future, in Transform and in Fit.</summary>
[TestClass]
public class ForecastFutureTests
{
    private readonly MLContext _context = new(seed: 1);

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
    [DataRow(SeriesScaling.Series)]
    [DataRow(SeriesScaling.Window)]
    [DataRow(SeriesScaling.WindowMean)]
    public void Fit_WithOtherRowsToJudgeBy_GivesTheSameNetworkAndScales(SeriesScaling scaling) => AssertKnowsUpTo(scaling, Options(scaling, validation: 0.25), 4);

    [TestMethod]
    [DataRow(SeriesScaling.Series)]
    [DataRow(SeriesScaling.Window)]
    [DataRow(SeriesScaling.WindowMean)]
    public void Fit_WithOtherRowsToCalibrateWith_GivesTheSameNetworkAndScales(SeriesScaling scaling) => AssertKnowsUpTo(scaling, Options(scaling, bounds: true), 4);

    [TestMethod]
    public void Fit_WithMissingCovariatesOfThePastInItsTargets_UsesTheWindow()
    {
        var rows = SeriesData.Wave(60);
        foreach (var row in rows.Skip(57)) row.Price = float.NaN;
        using var past = Fit(rows, Skipping(past: ["Price"]));
        Assert.AreEqual(60 - 19, past.History!.Epochs[0].Examples); // the last window ends with row 55
        var backtest = past.Backtest(SeriesData.View(_context, rows), 8);
        Assert.AreEqual((5, 0), (backtest.Forecasts.Count, backtest.LeftOut));

        // Those that are known in advance are looked at: windows that end with rows 53 to 55 reach the rows without them.
        using var future = Fit(rows, Skipping(future: ["Price"]));
        Assert.AreEqual(60 - 19 - 3, future.History!.Epochs[0].Examples);
        backtest = future.Backtest(SeriesData.View(_context, rows), 8);
        Assert.AreEqual((2, 3), (backtest.Forecasts.Count, backtest.LeftOut));
    }

    // 100 rows make 81 windows, from row 15 to row 95; a quarter of them, 20, begins with row 76, and targets of those before end with row 76.
    private void AssertKnowsUpTo(SeriesScaling scaling, Options options, int horizon)
    {
        var rows = SeriesData.Wave(100);
        for (int t = 0; t < 100; t++) rows[t].Price = t % 7;
        List<SeriesRow> Changed(int from) =>
            [.. rows.Select((row, t) => new SeriesRow { Value = t < from ? row.Value : 500 - 3 * row.Value, Price = t < from ? row.Price : 40 })];

        float[][] Of(List<SeriesRow> training)
        {
            using var model = Fit(training, options);
            Assert.AreEqual(81 - 20 - (horizon - 1), model.History!.Epochs[0].Examples);
            return SeriesData.Scores(model.Transform(SeriesData.View(_context, rows)))[15..];
        }

        var expected = Of(rows);
        Scores.AssertSame(expected, Of(Changed(77)));
        Assert.AreNotEqual(expected[0][0], Of(Changed(76))[0][0], $"{scaling}: the last row that is known");
    }

    private static Options Options(SeriesScaling scaling, double validation = 0, bool bounds = false) => new()
    {
        Layers = [Layer.Flatten(), Layer.Dense(8, Activation.Tanh)], WindowSize = 16, Horizon = 4, Epochs = 3, Seed = 1, Scaling = scaling,
        PastCovariateColumnNames = ["Price"], ValidationFraction = validation, PredictionInterval = bounds ? PredictionInterval.Conformal : PredictionInterval.None,
        CalibrationFraction = 0.25, CalibrationFolds = 1, RefitAfterCalibration = false, ConfidenceLevel = 0.5f
    };

    private static Options Skipping(string[]? past = null, string[]? future = null) => new()
    {
        Layers = [], WindowSize = 16, Horizon = 4, Epochs = 1, Seed = 1, BadRows = BadRowHandling.Skip,
        PastCovariateColumnNames = past ?? [], FutureCovariateColumnNames = future ?? []
    };

    private DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTransformer Fit(IEnumerable<SeriesRow> rows, Options options) =>
        _context.Forecasting.ForecastByRecurrentNetwork(options).Fit(SeriesData.View(_context, rows));
}
