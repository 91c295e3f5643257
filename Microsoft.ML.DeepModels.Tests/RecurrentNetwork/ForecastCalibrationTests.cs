using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Training;
using Options = Microsoft.ML.DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>Conformal bounds: their numbers, whatever else is split off, and what becomes of them where training ends early.</summary>
[TestClass]
public class ForecastCalibrationTests
{
    private const int Window = 4;

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow(SeriesScaling.Series, 0, true)]
    [DataRow(SeriesScaling.Series, 0.3, true)]
    [DataRow(SeriesScaling.Series, 0.3, false)]
    [DataRow(SeriesScaling.WindowMean, 0.3, true)]
    [DataRow(SeriesScaling.WindowMean, 0.3, false)]
    public void Bounds_OfTheLastValue_AreAsFarAsItWasOff(SeriesScaling scaling, double validation, bool refit)
    {
        // A series whose swings grow, so that every part of it has a deviation of its own.
        List<SeriesRow> rows = [.. Enumerable.Range(0, 120).Select(t => new SeriesRow { Value = t * MathF.Sin(t) })];
        using var model = _context.Forecasting.ForecastByRecurrentNetwork(new Options
        {
            Layers = [], AutoregressiveHighway = false, LearningRate = 1e-12, // nothing but the last value
            WindowSize = Window, Horizon = 2, Epochs = 1, Seed = 1, Scaling = scaling, ValidationFraction = validation, RefitAfterCalibration = refit,
            CalibrationFraction = 0.2, CalibrationFolds = 1, ConfidenceLevel = 0.75f, ConfidenceLowerBoundColumn = "Low", ConfidenceUpperBoundColumn = "High"
        }).Fit(SeriesData.View(_context, rows));

        var scored = model.Transform(SeriesData.View(_context, rows));
        var (scores, low, high) = (SeriesData.Scores(scored), SeriesData.Scores(scored, "Low"), SeriesData.Scores(scored, "High"));
        // 115 windows from row 3 to row 117; the last fifth are 23, and rank ceil(24 * 0.75) is 18.
        for (int step = 0; step < 2; step++)
        {
            double margin = Enumerable.Range(95, 23).Select(t => Math.Abs((double)rows[t + 1 + step].Value - rows[t].Value)).Order().ElementAt(17);
            Assert.AreEqual(rows[110].Value, scores[110][step], 1e-3);
            Assert.AreEqual(margin, scores[110][step] - low[110][step], 1e-2, $"step {step}");
            Assert.AreEqual(margin, high[110][step] - scores[110][step], 1e-2, $"step {step}");
        }
    }

    [TestMethod]
    [DataRow(1, 9, DisplayName = "in the first training")]
    [DataRow(3, 18, DisplayName = "in the third training, which is left out")]
    [DataRow(4, 27, DisplayName = "in the last training, with all windows")]
    public void Fit_CancelledAnywhereWhereTheBestModelIsKept_ReturnsAModelWithBounds(int training, int calibrated) => LeakTest.Run(() =>
    {
        var context = new MLContext(seed: 1);
        using var source = new CancellationTokenSource();
        string log = "";
        context.Log += (_, e) => log += e.Message + "\n";
        int trainings = 0;
        var options = new Options
        {
            Layers = [], WindowSize = 8, Horizon = 2, Epochs = 3, BatchSize = 4, Seed = 1, PredictionInterval = PredictionInterval.Conformal, ConfidenceLevel = 0.5f,
            CalibrationFraction = 0.6, CalibrationFolds = 3, CancellationToken = source.Token, CancellationBehavior = CancellationBehavior.KeepBest,
            OnEpoch = epoch =>
            {
                if (epoch.Epoch == 1 && ++trainings == training) source.Cancel();
            }
        };
        using var model = context.Forecasting.ForecastByRecurrentNetwork(options).Fit(SeriesData.View(context, SeriesData.Wave(54)));
        Assert.AreEqual(training, trainings);
        Assert.AreEqual(StopReason.Canceled, model.History!.StopReason);
        Assert.HasCount(training == 1 ? 1 : 3, model.History.Epochs);
        Assert.Contains($"Training was cancelled: the model is that of the last training that came to its end, or of the first, and its bounds are calibrated with {calibrated} windows", log);
        var table = model.Forecast(2);
        foreach (var (middle, high) in table.GetColumn<float>("Score").Zip(table.GetColumn<float>("UpperBound"))) Assert.IsTrue(middle < high && float.IsFinite(high));
    });

    [TestMethod]
    public void Fit_WithMorePartsThanWindowsToCalibrateWith_SaysHowManyWereUsed()
    {
        string log = "";
        _context.Log += (_, e) => log += e.Message + "\n";
        // 10 windows: the 7 parts of 0.6 of them end 0, 1, 2, 3, 3, 4, 5 and 6 windows before the end, so one is empty.
        using var model = _context.Forecasting.ForecastByRecurrentNetwork(new Options
        {
            Layers = [], WindowSize = 8, Horizon = 2, Epochs = 1, Seed = 1, PredictionInterval = PredictionInterval.Conformal, ConfidenceLevel = 0.5f,
            CalibrationFraction = 0.6, CalibrationFolds = 7
        }).Fit(SeriesData.View(_context, SeriesData.Wave(19)));
        Assert.Contains("The bounds are calibrated with 6 of 7 parts (CalibrationFolds)", log);
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Calibration_WithAForecastThatIsNotFinite_Refuses(float forecast)
    {
        var calibration = new ConformalCalibration(2);
        calibration.Add(new SeriesWindow(0, 5), [1, 2], [3, 2], 10);
        Assert.Contains("not finite", Assert.ThrowsExactly<InvalidOperationException>(() => calibration.Add(new SeriesWindow(0, 6), [1, forecast], [1, 2], 10)).Message);
    }
}
