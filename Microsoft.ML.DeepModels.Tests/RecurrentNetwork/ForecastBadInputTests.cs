using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Training;
using Options = Microsoft.ML.DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>Bad series and bad settings: each is refused in words that name the cause.</summary>
[TestClass]
public class ForecastBadInputTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Options_OutOfRange_AreRefusedInTheConstructor()
    {
        Refused(new Options { Horizon = 2 }, "WindowSize must be 1 or above, got 0");
        Refused(new Options { WindowSize = -1, Horizon = 2 }, "WindowSize must be 1 or above, got -1");
        Refused(new Options { WindowSize = 2 }, "Horizon must be 1 or above, got 0");
        Refused(new Options { WindowSize = 2, Horizon = 1, ConfidenceLevel = 0 }, "ConfidenceLevel must be in (0, 1), got 0");
        Refused(new Options { WindowSize = 2, Horizon = 1, ConfidenceLevel = 1 }, "ConfidenceLevel must be in (0, 1), got 1");
        Refused(new Options { WindowSize = 2, Horizon = 1, ConfidenceLevel = float.NaN }, "ConfidenceLevel must be in (0, 1), got NaN");
        Refused(new Options { WindowSize = 2, Horizon = 1, CalibrationFraction = 1 }, "CalibrationFraction must be in (0, 1), got 1");
        Refused(new Options { WindowSize = 2, Horizon = 1, CalibrationFolds = 0 }, "CalibrationFolds must be 1 or above, got 0");
        Refused(new Options { WindowSize = 2, Horizon = 1, Seasonality = 0 }, "Seasonality must be 1 or above, got 0");
        Refused(new Options { WindowSize = 2, Horizon = 1, Epochs = 0 }, "Epochs must be 1 or above, got 0");
        Refused(new Options { WindowSize = 2, Horizon = 1, Scaling = (SeriesScaling)9 }, "Scaling must be None or Series or Window or WindowMean, got 9");
        Refused(new Options { WindowSize = 2, Horizon = 1, PredictionInterval = (PredictionInterval)9 }, "PredictionInterval must be None or Conformal or Quantile, got 9");
        Refused(new Options { WindowSize = 2, Horizon = 1, Layers = null! }, "Layers must not be null");
        Refused(new Options { WindowSize = 2, Horizon = 1, Layers = [Layer.Flatten(), null!] }, "Layers[1] must not be null");
        Refused(new Options { WindowSize = 2, Horizon = 1, Loss = null! }, "Loss must not be null");
        Refused(new Options { WindowSize = 2, Horizon = 1, PastCovariateColumnNames = null! }, "PastCovariateColumnNames must not be null");
        Refused(new Options { WindowSize = 2, Horizon = 1, InputColumnName = "" }, "InputColumnName must name a column");
        Refused(new Options { WindowSize = 2, Horizon = 1, OutputColumnName = " " }, "OutputColumnName must name a column");
        Refused(new Options { WindowSize = 2, Horizon = 1, FutureCovariateColumnNames = ["Price", ""] }, "FutureCovariateColumnNames[1] must name a column");
        Refused(new Options { WindowSize = 2, Horizon = 1, ConfidenceLowerBoundColumn = "Score" }, "OutputColumnName and ConfidenceLowerBoundColumn are both 'Score'");
        Refused(new Options { WindowSize = 2, Horizon = 1, ConfidenceLowerBoundColumn = "A", ConfidenceUpperBoundColumn = "A" }, "are both 'A'");
        Refused(new Options { WindowSize = 2, Horizon = 1, OutputColumnName = "Step" }, "are both 'Step'");
        Refused(new Options { WindowSize = 2, Horizon = 1, PastCovariateColumnNames = ["Price"], FutureCovariateColumnNames = ["Price"] }, "are both 'Price'");
        Refused(new Options { WindowSize = 2, Horizon = 1, PastCovariateColumnNames = ["Value"] }, "InputColumnName and PastCovariateColumnNames[0] are both 'Value'");
        Refused(new Options { WindowSize = 2, Horizon = 1, PredictionInterval = PredictionInterval.None, ConfidenceUpperBoundColumn = "High" }, "PredictionInterval is None, but there is a column of bounds, 'High'");
        Refused(new Options { WindowSize = 2, Horizon = 1, PredictionInterval = PredictionInterval.Quantile, Loss = RegressionLoss.Huber() }, "Loss is set, but PredictionInterval.Quantile has a loss of its own");
        Refused(new Options { WindowSize = 2, Horizon = 1, EarlyStopping = new() { Monitor = "acuracy" } }, "Monitor is 'acuracy'");
    }

    [TestMethod]
    [DataRow("InputColumnName", "Could not find input column 'X'")]
    [DataRow("SeriesColumnName", "Could not find series column 'X'")]
    [DataRow("Past", "Could not find past covariate column 'X'")]
    [DataRow("Future", "Could not find future covariate column 'X'")]
    public void Fit_WithoutAColumn_NamesIt(string option, string message) => BadColumn(option, "X", message);

    [TestMethod]
    [DataRow("InputColumnName", "Series", "Schema mismatch for input column 'Series': expected Single, got String")]
    [DataRow("SeriesColumnName", "Number", "Schema mismatch for series column 'Number': expected String or Key<UInt32>, got Single")]
    [DataRow("Past", "Series", "Schema mismatch for past covariate column 'Series': expected Single or Vector<Single>, got String")]
    [DataRow("Future", "Series", "Schema mismatch for future covariate column 'Series': expected Single or Vector<Single>, got String")]
    public void Fit_WithAColumnOfAWrongType_SaysWhatIsExpected(string option, string column, string message) => BadColumn(option, column, message);

    [TestMethod]
    public void Fit_OfASeriesShorterThanWindowAndHorizon_SaysHowLongItMustBe()
    {
        Assert.Contains("The series has 19 values, but a window of 16 (WindowSize) and a horizon of 4 (Horizon) need at least 20", Fails(SeriesData.Wave(19), SeriesData.Options(1)));
        using (Fit(SeriesData.Wave(20), SeriesData.Options(1))) { }
        Assert.Contains("a window of 16 (WindowSize), the season of 8 before it (Seasonality) and a horizon of 4 (Horizon) need at least 28",
            Fails(SeriesData.Wave(27), new Options { Layers = [], WindowSize = 16, Horizon = 4, Seasonality = 8 }));
        Assert.Contains("no rows", Fails([], SeriesData.Options(1)));
        var rows = SeriesData.Wave(12, 1, "a").Concat(SeriesData.Wave(18, 1, "b")).ToList();
        Assert.Contains("All 2 series are too short: the longest, 'b', has 18 values", Fails(rows, Several()));

        string log = "";
        _context.Log += (_, e) => log += e.Message + "\n";
        using var model = Fit(rows.Concat(SeriesData.Wave(40, 1, "c")), Several());
        Assert.Contains("2 of 3 series are too short to learn from; the first, 'a', has 12 values", log);
        Assert.AreEqual(21, model.History!.Epochs[0].Examples);
    }

    [TestMethod]
    [DataRow(4, 40)]
    [DataRow(4, 50_000_000)]
    [DataRow(int.MaxValue, int.MaxValue)]
    public void Fit_WithAHorizonLongerThanTheData_Refuses(int window, int horizon) => Assert.Contains(
        $"The series has 30 values, but a window of {window} (WindowSize), the season of 2 before it (Seasonality) and a horizon of {horizon} (Horizon)",
        Fails(SeriesData.Wave(30), new Options { WindowSize = window, Horizon = horizon, Seasonality = 2 }));

    [TestMethod]
    [DataRow(float.NaN, "NaN")]
    [DataRow(float.PositiveInfinity, "infinity")]
    [DataRow(float.NegativeInfinity, "-infinity")]
    public void Fit_WithAValueThatIsNotFinite_NamesTheRow(float value, string name)
    {
        var rows = SeriesData.Wave(60);
        rows[30].Value = value;
        Assert.Contains($"row 30 (the first is 0), column 'Value': the value is {name}, expected a finite number", Fails(rows, SeriesData.Options(1)));

        string log = "";
        _context.Log += (_, e) => log += e.Message + "\n";
        var options = new Options { Layers = [], WindowSize = 16, Horizon = 4, Epochs = 1, Seed = 1, BadRows = BadRowHandling.Skip };
        using var model = Fit(rows, options);
        Assert.AreEqual(60 - 19 - 20, model.History!.Epochs[0].Examples);
        Assert.Contains("20 windows of 41 were left out because of rows that cannot be used; the first: row 30", log);
    }

    [TestMethod]
    public void Fit_WithACovariateThatIsMissing_NamesRowColumnAndSeries()
    {
        var rows = SeriesData.Wave(60, 1, "a");
        rows[21].Price = float.NaN;
        var options = new Options { Layers = [], WindowSize = 8, Horizon = 2, Epochs = 1, SeriesColumnName = "Series", FutureCovariateColumnNames = ["Price"] };
        Assert.Contains("row 21 (the first is 0), column 'Price': the value in series 'a' is NaN, expected a finite number", Fails(rows, options));
    }

    [TestMethod]
    public void Fit_WithAllWindowsTouched_Refuses()
    {
        var rows = SeriesData.Wave(30);
        rows[12].Value = rows[20].Value = float.NaN;
        var options = new Options { Layers = [], WindowSize = 16, Horizon = 4, Epochs = 1, BadRows = BadRowHandling.Skip };
        Assert.Contains("All 11 windows have rows that cannot be used; the first: row 12", Fails(rows, options));
    }

    [TestMethod]
    public void Fit_WithRowsWithoutAValueAtTheEnd_LeavesThemOut()
    {
        var rows = SeriesData.Wave(50);
        foreach (var row in rows.Skip(40)) row.Value = float.NaN;
        string log = "";
        _context.Log += (_, e) => log += e.Message + "\n";
        using var model = Fit(rows, SeriesData.Options(1));
        Assert.Contains("10 rows at the end of series have no value in column 'Value': they are taken as the future", log);
        Assert.AreEqual(21, model.History!.Epochs[0].Examples);
        using var fewer = Fit(rows.Take(40), SeriesData.Options(1));
        Families.Scores.AssertSame(
            [[.. fewer.Forecast(4).GetColumn<float>("Score")]], [[.. model.Forecast(4).GetColumn<float>("Score")]]);
    }

    [TestMethod]
    [DataRow(0f)]
    [DataRow(-3f)]
    public void Fit_WithALogTransformOfValuesNotAboveZero_NamesTheRow(float value)
    {
        var rows = SeriesData.Wave(60);
        rows[7].Value = value;
        Assert.Contains(FormattableString.Invariant($"row 7 (the first is 0), column 'Value': the value is {value}, but its logarithm (LogTransform) needs a number above 0"),
            Fails(rows, new Options { Layers = [], WindowSize = 16, Horizon = 4, LogTransform = true }));
        using var model = Fit(SeriesData.Wave(60), new Options { Layers = [], WindowSize = 16, Horizon = 4, Epochs = 1, LogTransform = true });
        var scores = SeriesData.Scores(model.Transform(SeriesData.View(_context, rows)));
        Assert.IsTrue(scores[22].All(float.IsNaN) && scores[23].All(float.IsFinite));
    }

    [TestMethod]
    [DataRow(SeriesScaling.None)]
    [DataRow(SeriesScaling.Series)]
    [DataRow(SeriesScaling.Window)]
    [DataRow(SeriesScaling.WindowMean)]
    public void Fit_OfASeriesThatNeverChanges_ForecastsIt(SeriesScaling scaling)
    {
        List<SeriesRow> rows = [.. Enumerable.Range(0, 60).Select(_ => new SeriesRow { Value = 3, Price = 1 })];
        using var model = Fit(rows, new Options
        {
            Layers = [Layer.Flatten(), Layer.Dense(4, Activation.Tanh)], WindowSize = 8, Horizon = 3, Epochs = 60, LearningRate = 0.02, Seed = 1, Scaling = scaling,
            PastCovariateColumnNames = ["Price"], PredictionInterval = PredictionInterval.Conformal, ConfidenceLevel = 0.5f
        });
        foreach (float forecast in model.Forecast(3).GetColumn<float>("Score")) Assert.AreEqual(3, forecast, 0.3f);
        var metrics = model.Backtest(SeriesData.View(_context, rows), 10).Metrics;
        Assert.IsTrue(double.IsFinite(metrics.MeanAbsoluteError) && double.IsNaN(metrics.MeanAbsoluteScaledError));
    }

    [TestMethod]
    public void Fit_WithAMissingKeyOfASeries_NamesTheRowOrSkipsIt()
    {
        var known = SeriesData.View(_context, SeriesData.Wave(40, 1, "a"));
        var toKey = _context.Transforms.Conversion.MapValueToKey("Series").Fit(known);
        var view = toKey.Transform(SeriesData.View(_context, SeriesData.Wave(40, 1, "a").Append(new SeriesRow { Series = "b" })));
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => _context.Forecasting.ForecastByRecurrentNetwork(Several()).Fit(view));
        Assert.Contains("row 40 (the first is 0), column 'Series': the key of the series is missing", e.Message);

        string log = "";
        _context.Log += (_, message) => log += message.Message + "\n";
        using var model = _context.Forecasting.ForecastByRecurrentNetwork(Several(BadRowHandling.Skip)).Fit(view);
        Assert.Contains("1 rows were skipped because their series in column 'Series' is missing; the first: row 40", log);
        Assert.IsTrue(SeriesData.Scores(model.Transform(view))[40].All(float.IsNaN));
    }

    [TestMethod]
    public void Fit_WithMoreRowsThanTheCacheHolds_Refuses() => Assert.Contains("The series take more than 400 bytes (CacheBytes)",
        Fails(SeriesData.Wave(60), new Options { Layers = [], WindowSize = 16, Horizon = 4, CacheBytes = 400 }));

    [TestMethod]
    public void Fit_WithTooFewWindowsToSplit_SaysSo()
    {
        Assert.Contains("1 windows are too few to calibrate bounds",
            Fails(SeriesData.Wave(20), new Options { Layers = [], WindowSize = 16, Horizon = 4, ConfidenceLowerBoundColumn = "Low" }));
        Assert.Contains("2 windows are too few for a ValidationFraction of 0.5: 0 are left to train with and 1 to judge by",
            Fails(SeriesData.Wave(21), new Options { Layers = [], WindowSize = 16, Horizon = 4, ValidationFraction = 0.5 }));
    }

    [TestMethod]
    public void Fit_WithLayersThatCannotTakeTheWindow_NamesTheLayer()
    {
        var e = Assert.Throws<ArgumentException>(() => Fit(SeriesData.Wave(60), new Options { Layers = [Layer.Conv2D(4, 3)], WindowSize = 16, Horizon = 4 }));
        Assert.Contains("Conv2D(4, 3x3) needs an image (channels, height, width), got 16x1", e.Message);
    }

    [TestMethod]
    public void Fit_Cancelled_ThrowsOrReturnsTheBestModel()
    {
        using var source = new CancellationTokenSource();
        Options Canceling(CancellationBehavior behavior, CancellationTokenSource cancel) => new()
        {
            Layers = [], WindowSize = 16, Horizon = 4, Epochs = 1_000_000, BatchSize = 4, CancellationToken = cancel.Token, CancellationBehavior = behavior,
            OnBatch = progress =>
            {
                if (progress is { Epoch: 3, Batch: 2 }) cancel.Cancel();
            }
        };
        var e = Assert.Throws<OperationCanceledException>(() => Fit(SeriesData.Wave(60), Canceling(CancellationBehavior.Throw, source)));
        Assert.AreEqual("Operation was canceled.", e.Message);
        Assert.AreEqual(source.Token, e.CancellationToken);

        using var second = new CancellationTokenSource();
        using var model = Fit(SeriesData.Wave(60), Canceling(CancellationBehavior.KeepBest, second));
        Assert.AreEqual(StopReason.Canceled, model.History!.StopReason);

        var context = new MLContext(seed: 1);
        var options = new Options
        {
            Layers = [], WindowSize = 16, Horizon = 4, Epochs = 1_000_000, BatchSize = 4,
            OnBatch = progress =>
            {
                if (progress is { Epoch: 2, Batch: 1 })
                    typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(context, null);
            }
        };
        Assert.Throws<OperationCanceledException>(() => context.Forecasting.ForecastByRecurrentNetwork(options).Fit(SeriesData.View(context, SeriesData.Wave(60))));
    }

    [TestMethod]
    public void Transform_OfOtherColumns_SaysWhatIsExpected()
    {
        using var model = Fit(SeriesData.Wave(40), new Options { Layers = [], WindowSize = 8, Horizon = 2, Epochs = 1, PastCovariateColumnNames = ["Price"] });
        var without = _context.Data.LoadFromEnumerable(new[] { new ForecastRow() });
        Assert.Contains("Could not find input column 'Value'", Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(without)).Message);
        var view = SeriesData.View(_context, SeriesData.Wave(20));
        var wide = _context.Transforms.Concatenate("Price", "Price", "Number").Fit(view).Transform(view);
        Assert.Contains("The covariates have 2 values of the past and 0 of the future, but the model was trained with 1 and 0",
            Assert.Throws<ArgumentException>(() => model.Transform(wide)).Message);
    }

    [TestMethod]
    public void Backtest_OfTooFewRows_OrWithABadSize_SaysWhatIsNeeded()
    {
        using var model = Fit(SeriesData.Wave(40), SeriesData.Options(1));
        var view = SeriesData.View(_context, SeriesData.Wave(40));
        Assert.Contains("testSize must be at least the horizon, 4, got 3", Assert.Throws<ArgumentOutOfRangeException>(() => model.Backtest(view, 3)).Message);
        Assert.Contains("stride must be 1 or above, got 0", Assert.Throws<ArgumentOutOfRangeException>(() => model.Backtest(view, 8, 0)).Message);
        Assert.Contains("seasonality must be 1 or above, got 0", Assert.Throws<ArgumentOutOfRangeException>(() => model.Backtest(view, 8, 1, 0)).Message);
        Assert.Contains("a test of 30 rows after the 16 rows that forecasts look back at needs 46, the longest series has 40",
            Assert.Throws<InvalidOperationException>(() => model.Backtest(view, 30)).Message);
        var rows = SeriesData.Wave(40);
        rows[30].Value = float.NaN;
        var result = model.Backtest(SeriesData.View(_context, rows), 20);
        Assert.AreEqual((7, 10), (result.Forecasts.Count, result.LeftOut));
        Assert.IsTrue(result.Forecasts.All(forecast => forecast.Origin < 26));
    }

    private static Options Several(BadRowHandling bad = BadRowHandling.Throw) => new()
    {
        Layers = [], WindowSize = 16, Horizon = 4, Epochs = 1, Seed = 1, SeriesColumnName = "Series", BadRows = bad
    };

    private void BadColumn(string option, string column, string message)
    {
        var options = option switch
        {
            "InputColumnName" => new Options { WindowSize = 4, Horizon = 2, InputColumnName = column },
            "SeriesColumnName" => new Options { WindowSize = 4, Horizon = 2, SeriesColumnName = column },
            "Past" => new Options { WindowSize = 4, Horizon = 2, PastCovariateColumnNames = [column] },
            _ => new Options { WindowSize = 4, Horizon = 2, FutureCovariateColumnNames = [column] }
        };
        var view = SeriesData.View(_context, SeriesData.Wave(20));
        var trainer = _context.Forecasting.ForecastByRecurrentNetwork(options);
        Assert.Contains(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(view)).Message);
        Assert.Contains(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(SchemaColumns.ShapeOf(view.Schema))).Message);
    }

    private void Refused(Options options, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => _context.Forecasting.ForecastByRecurrentNetwork(options)).Message);

    private DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTransformer Fit(IEnumerable<SeriesRow> rows, Options options) =>
        _context.Forecasting.ForecastByRecurrentNetwork(options).Fit(SeriesData.View(_context, rows));

    private string Fails(IEnumerable<SeriesRow> rows, Options options) => Assert.Throws<InvalidOperationException>(() => Fit(rows, options)).Message;
}
