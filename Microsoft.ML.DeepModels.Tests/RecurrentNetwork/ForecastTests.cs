using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Options = Microsoft.ML.DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>Forecasts that go on from the end of series, and bounds.</summary>
[TestClass]
public class ForecastTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Forecast_WithinTheHorizon_IsWhatTheLastRowForecasts()
    {
        var view = SeriesData.View(_context, SeriesData.Wave(60));
        using var model = _context.Forecasting.ForecastByRecurrentNetwork(SeriesData.Options(2)).Fit(view);
        float[] last = SeriesData.Scores(model.Transform(view))[59];
        var table = model.Forecast(4);
        CollectionAssert.AreEqual(new[] { "Step", "Score" }, table.Schema.Select(c => c.Name).ToArray());
        Assert.AreEqual(4, table.GetRowCount());
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4 }, table.GetColumn<int>("Step").ToArray());
        Same(last, [.. table.GetColumn<float>("Score")]);
        Same(last[..2], [.. model.Forecast(2).GetColumn<float>("Score")]);
        Same(last, [.. model.Forecast(view, 4).GetColumn<float>("Score")]);
    }

    [TestMethod]
    public void Forecast_BeyondTheHorizon_GoesOnFromItsOwnForecasts()
    {
        var rows = SeriesData.Wave(60);
        using var model = _context.Forecasting.ForecastByRecurrentNetwork(SeriesData.Options(30)).Fit(SeriesData.View(_context, rows));
        float[] all = [.. model.Forecast(10).GetColumn<float>("Score")];
        Assert.HasCount(10, all);
        var longer = rows.Concat(all.Take(4).Select(value => new SeriesRow { Value = value })).ToList();
        Same(all[4..8], SeriesData.Scores(model.Transform(SeriesData.View(_context, longer)))[63]);
        longer.AddRange(all.Skip(4).Take(4).Select(value => new SeriesRow { Value = value }));
        Same(all[8..], SeriesData.Scores(model.Transform(SeriesData.View(_context, longer)))[67][..2]);
        Same(all, [.. model.Forecast(10).GetColumn<float>("Score")]); // asking changes nothing
    }

    [TestMethod]
    public void Forecast_OfSeveralSeries_HasARowForEachSeriesAndStep()
    {
        var rows = SeriesData.Wave(60, 1, "a").Concat(SeriesData.Wave(40, 2, "b", 100)).Concat(SeriesData.Wave(5, 3, "short")).ToList();
        foreach (bool keys in new[] { false, true })
        {
            var view = SeriesData.View(_context, rows);
            if (keys) view = _context.Transforms.Conversion.MapValueToKey("Series").Fit(view).Transform(view);
            using var model = _context.Forecasting.ForecastByRecurrentNetwork(Several("Series")).Fit(view);
            var table = model.Forecast(3);
            Assert.AreEqual(view.Schema["Series"].Type, table.Schema["Series"].Type);
            if (keys) table = _context.Transforms.Conversion.MapKeyToValue("Series").Fit(table).Transform(table);
            CollectionAssert.AreEqual(new[] { "a", "a", "a", "b", "b", "b", "short", "short", "short" }, table.GetColumn<string>("Series").ToArray());
            float[] forecasts = [.. table.GetColumn<float>("Score")], all = [.. SeriesData.Scores(model.Transform(view)).SelectMany(row => row)];
            Same(all[(59 * 4)..(59 * 4 + 3)], forecasts[..3]);
            Same(all[(99 * 4)..(99 * 4 + 3)], forecasts[3..6]);
            Assert.IsTrue(forecasts[6..].All(float.IsNaN), "a series shorter than the window");
        }
    }

    [TestMethod]
    public void Forecast_WithCovariatesKnownInAdvance_ReadsThemFromTheRowsWithoutAValue()
    {
        var random = new Random(3);
        List<SeriesRow> rows = [.. Enumerable.Range(0, 206).Select(_ => new SeriesRow { Price = random.Next(2) })];
        foreach (var row in rows) row.Value = 10 + 4 * row.Price + 0.1f * random.NextSingle();
        float[] come = [.. rows.Skip(200).Select(row => row.Value)];
        foreach (var row in rows.Skip(200)) row.Value = float.NaN;
        var options = new Options
        {
            Layers = [Layer.Flatten(), Layer.Dense(16, Activation.Tanh)], WindowSize = 8, Horizon = 3, Epochs = 40, LearningRate = 5e-3, BatchSize = 16, Seed = 1,
            Scaling = SeriesScaling.Series, FutureCovariateColumnNames = ["Price"]
        };
        using var model = _context.Forecasting.ForecastByRecurrentNetwork(options).Fit(SeriesData.View(_context, rows));
        float[] forecasts = [.. model.Forecast(6).GetColumn<float>("Score")];
        for (int i = 0; i < 6; i++) Assert.AreEqual(come[i], forecasts[i], 1);
        var scores = SeriesData.Scores(model.Transform(SeriesData.View(_context, rows)));
        Same(forecasts[..3], scores[199]);
        Assert.IsTrue(scores[200].All(float.IsNaN));

        var e = Assert.ThrowsExactly<InvalidOperationException>(() => model.Forecast(7));
        Assert.Contains("are there for 6 rows after the last value, but 7 steps in blocks of the horizon need 9", e.Message);
        e = Assert.ThrowsExactly<InvalidOperationException>(() => model.Forecast(SeriesData.View(_context, rows.Take(201)), 1));
        Assert.Contains("are there for 1 rows after the last value, but 1 steps in blocks of the horizon need 3", e.Message);
    }

    [TestMethod]
    public void Forecast_OfNoStep_OrBeyondCovariatesOfThePast_Refuses()
    {
        using var model = _context.Forecasting.ForecastByRecurrentNetwork(new Options
        {
            Layers = [], WindowSize = 8, Horizon = 3, Epochs = 1, Seed = 1, PastCovariateColumnNames = ["Price"]
        }).Fit(SeriesData.View(_context, SeriesData.Wave(40)));
        Assert.Contains("steps must be 1 or above, got 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Forecast(0)).Message);
        Assert.Contains("steps must be at most 3, the horizon", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Forecast(4)).Message);
        Assert.AreEqual(3, model.Forecast(3).GetRowCount());
    }

    [TestMethod]
    [DataRow(PredictionInterval.Conformal)]
    [DataRow(PredictionInterval.Quantile)]
    public void Bounds_OfNewRows_HoldAboutAsOftenAsTheySay(PredictionInterval kind)
    {
        var random = new Random(7);
        float Noise() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        List<SeriesRow> rows = [.. Enumerable.Range(0, 1200).Select(t => new SeriesRow { Value = 10 + 3 * MathF.Sin(2 * MathF.PI * t / 8) + Noise() })];
        using var model = _context.Forecasting.ForecastByRecurrentNetwork(new Options
        {
            Layers = [Layer.Flatten(), Layer.Dense(8, Activation.Tanh)], WindowSize = 16, Horizon = 4, Epochs = 40, LearningRate = 5e-3, Seed = 1,
            ConfidenceLevel = 0.8f, PredictionInterval = kind, Scaling = SeriesScaling.Series
        }).Fit(SeriesData.View(_context, rows.Take(800)));
        var result = model.Backtest(SeriesData.View(_context, rows), 400);
        Assert.AreEqual(0.8, result.Metrics.IntervalCoverage, 0.06);
        Assert.AreEqual(2 * 1.2816, result.Metrics.MeanIntervalWidth, 0.8); // of a normal distribution
        Assert.IsTrue(result.StepMetrics.All(step => Math.Abs(step.IntervalCoverage - 0.8) < 0.09));
        Assert.HasCount(397, result.Forecasts);
        var table = model.Forecast(9);
        CollectionAssert.AreEqual(new[] { "Step", "Score", "LowerBound", "UpperBound" }, table.Schema.Select(c => c.Name).ToArray());
        float[] middle = [.. table.GetColumn<float>("Score")], low = [.. table.GetColumn<float>("LowerBound")], high = [.. table.GetColumn<float>("UpperBound")];
        for (int i = 4; i < 9; i++)
        {
            Assert.AreEqual((middle[3] - low[3]) * Math.Sqrt((i + 1) / 4.0), middle[i] - low[i], 1e-3, "beyond the horizon bounds widen with the square root");
            Assert.AreEqual((high[3] - middle[3]) * Math.Sqrt((i + 1) / 4.0), high[i] - middle[i], 1e-3);
        }
    }

    [TestMethod]
    public void Bounds_WithoutRefit_AreThoseOfTheCalibratedNetwork()
    {
        Options With(bool refit) => new()
        {
            Layers = [Layer.Flatten(), Layer.Dense(8, Activation.Tanh)], WindowSize = 16, Horizon = 4, Epochs = 2, Seed = 1, ConfidenceLevel = 0.5f,
            PredictionInterval = PredictionInterval.Conformal, RefitAfterCalibration = refit, CalibrationFraction = 0.25, CalibrationFolds = 1
        };
        var view = SeriesData.View(_context, SeriesData.Wave(99));
        using var refit = _context.Forecasting.ForecastByRecurrentNetwork(With(true)).Fit(view);
        using var kept = _context.Forecasting.ForecastByRecurrentNetwork(With(false)).Fit(view);
        Assert.AreEqual(80, refit.History!.Epochs[0].Examples);
        Assert.AreEqual(57, kept.History!.Epochs[0].Examples); // 20 calibrate, 3 have targets of both
    }

    [TestMethod]
    public void Bounds_CalibratedWithTooFewWindows_AreWarnedOf()
    {
        string log = "";
        _context.Log += (_, e) => log += e.Message + "\n";
        using var model = _context.Forecasting.ForecastByRecurrentNetwork(new Options
        {
            Layers = [], WindowSize = 8, Horizon = 2, Epochs = 1, Seed = 1, PredictionInterval = PredictionInterval.Conformal,
            CalibrationFraction = 0.2, CalibrationFolds = 2
        }).Fit(SeriesData.View(_context, SeriesData.Wave(40)));
        Assert.Contains("calibrated with 6 windows, but a confidence level of 0.95 needs 19", log);
        Assert.Contains("Training with 24 windows, to calibrate the bounds with the 3 after them", log);
        Assert.Contains("Training with 27 windows, to calibrate the bounds with the 3 after them", log);
        Assert.Contains("Training again, with all 31 windows", log);
    }

    [TestMethod]
    public void LogTransform_OfGrowingValues_ForecastsAboveZeroAndMultiplies()
    {
        List<SeriesRow> rows = [.. Enumerable.Range(0, 120).Select(t => new SeriesRow { Value = MathF.Exp(0.05f * t) * (1 + 0.3f * MathF.Sin(2 * MathF.PI * t / 8)) })];
        using var model = _context.Forecasting.ForecastByRecurrentNetwork(new Options
        {
            Layers = [Layer.Flatten(), Layer.Dense(8, Activation.Tanh)], WindowSize = 16, Horizon = 4, Epochs = 100, LearningRate = 5e-3, Seed = 1, BatchSize = 16,
            LogTransform = true, Seasonality = 8, ConfidenceLevel = 0.5f, PredictionInterval = PredictionInterval.Conformal
        }).Fit(SeriesData.View(_context, rows.Take(100)));
        var result = model.Backtest(SeriesData.View(_context, rows), 20);
        Assert.IsLessThan(5, result.Metrics.MeanAbsolutePercentageError);
        Assert.IsLessThan(0.3 * result.NaiveMetrics.MeanAbsoluteError, result.Metrics.MeanAbsoluteError);
        Assert.IsTrue(result.Forecasts.All(forecast => forecast.LowerBounds.All(bound => bound > 0)));
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(11)]
    public void SeasonalDifference_OfASeasonThatDrifts_IsForecastAcrossSeasons(int horizon)
    {
        // Every season is the one before and 2 more: differences are all 2, whatever the network, which begins at their mean.
        float[] season = [3, 9, 4, 7, 1];
        List<SeriesRow> rows = [.. Enumerable.Range(0, 80).Select(t => new SeriesRow { Value = season[t % 5] + 2 * (t / 5) })];
        using var model = _context.Forecasting.ForecastByRecurrentNetwork(new Options
        {
            Layers = [], WindowSize = 4, Horizon = horizon, Epochs = 1, LearningRate = 1e-9, Seed = 1, Seasonality = 5, AutoregressiveHighway = false
        }).Fit(SeriesData.View(_context, rows.Take(60)));
        foreach (var forecast in model.Backtest(SeriesData.View(_context, rows), 20).Forecasts)
            for (int step = 0; step < horizon; step++) Assert.AreEqual(forecast.Values[step], forecast.Forecasts[step], 1e-3f, $"step {step}");
        float[] all = [.. model.Forecast(20).GetColumn<float>("Score")];
        for (int step = 0; step < 20; step++) Assert.AreEqual(rows[60 + step].Value, all[step], 1e-3f, $"step {step}");
    }

    private static Options Several(string series) => new()
    {
        Layers = [Layer.Flatten(), Layer.Dense(8, Activation.Tanh)], WindowSize = 16, Horizon = 4, Epochs = 2, Seed = 1, SeriesColumnName = series
    };

    private static void Same(float[] expected, float[] actual) => Families.Scores.AssertSame([expected], [actual], 2e-4f);
}
