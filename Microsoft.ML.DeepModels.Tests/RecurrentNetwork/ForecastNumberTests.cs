using System.Text.Json;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Training.Losses;
using Microsoft.ML.DeepModels.Training.Metrics;
using TorchSharp;
using static TorchSharp.torch;
using Options = Microsoft.ML.DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>The numbers of forecasts against those that build/golden/forecast_golden.py computed with scikit-learn and numpy.</summary>
[TestClass]
public class ForecastNumberTests
{
    private static readonly JsonElement s_golden =
        JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "forecast.json")));

    [TestMethod]
    public void Metrics_OfForecasts_AreThoseOfScikitLearn()
    {
        var golden = s_golden.GetProperty("metrics");
        double[] Numbers(string name) => golden.GetProperty(name).Deserialize<double[]>()!;
        var (values, forecasts, lower, upper) = (Numbers("values"), Numbers("forecasts"), Numbers("lower"), Numbers("upper"));
        var errors = new ForecastErrors();
        for (int i = 0; i < values.Length; i++)
        {
            errors.Add(values[i], forecasts[i], golden.GetProperty("naiveError").GetDouble());
            errors.AddBounds(values[i], lower[i], upper[i]);
        }
        var actual = errors.Compute();
        Same(golden, actual, 1e-9);
        Assert.AreEqual(values.Length, actual.Count);
        Assert.AreEqual(golden.GetProperty("coverage").GetDouble(), actual.IntervalCoverage, 1e-9);
        Assert.AreEqual(golden.GetProperty("width").GetDouble(), actual.MeanIntervalWidth, 1e-9);
    }

    [TestMethod]
    public void Metrics_OfZerosAndOfSeriesThatRepeat_LeaveOutWhatHasNoMeasure()
    {
        var errors = new ForecastErrors();
        Assert.IsTrue(double.IsNaN(errors.Compute().MeanAbsoluteError));
        errors.Add(0, 0, 0);
        errors.Add(0, 2, double.NaN);
        var metrics = errors.Compute();
        Assert.AreEqual(1, metrics.MeanAbsoluteError);
        Assert.AreEqual(100, metrics.SymmetricMeanAbsolutePercentageError);
        Assert.IsTrue(double.IsNaN(metrics.MeanAbsolutePercentageError) && double.IsNaN(metrics.MeanAbsoluteScaledError) && double.IsNaN(metrics.IntervalCoverage));
    }

    [TestMethod]
    public void Backtest_OfTheSeasonalNaiveForecast_HasTheNumbersOfScikitLearn()
    {
        var context = new MLContext(seed: 1);
        float[] series = s_golden.GetProperty("series").Deserialize<float[]>()!;
        var view = SeriesData.View(context, series.Select(value => new SeriesRow { Value = value }));
        foreach (var golden in s_golden.GetProperty("backtests").EnumerateArray())
        {
            int Integer(string name) => golden.GetProperty(name).GetInt32();
            using var model = context.Forecasting.ForecastByRecurrentNetwork(new Options
            {
                Layers = [], WindowSize = 8, Horizon = Integer("horizon"), Epochs = 1, Seed = 1, Seasonality = Integer("season")
            }).Fit(view);
            var result = model.Backtest(view, Integer("test"), Integer("stride"));
            CollectionAssert.AreEqual(golden.GetProperty("origins").Deserialize<int[]>(), result.Forecasts.Select(forecast => forecast.Origin).ToArray());
            Same(golden.GetProperty("all"), result.NaiveMetrics, 1e-4);
            Assert.HasCount(Integer("horizon"), result.NaiveStepMetrics);
            foreach (var (step, actual) in golden.GetProperty("steps").EnumerateArray().Zip(result.NaiveStepMetrics)) Same(step, actual, 1e-4);

            // Those of the model, from its own forecasts.
            Assert.AreEqual(result.Forecasts.Average(f => f.Values.Zip(f.Forecasts, (value, forecast) => Math.Abs((double)value - forecast)).Average()),
                result.Metrics.MeanAbsoluteError, 1e-9);
            Assert.AreEqual(Math.Sqrt(result.Forecasts.Average(f => Math.Pow(f.Values[1] - (double)f.Forecasts[1], 2))), result.StepMetrics[1].RootMeanSquaredError, 1e-9);
            var scores = SeriesData.Scores(model.Transform(view));
            foreach (var forecast in result.Forecasts)
            {
                CollectionAssert.AreEqual(series[(forecast.Origin + 1)..(forecast.Origin + 1 + Integer("horizon"))], forecast.Values.ToArray());
                for (int step = 0; step < forecast.Values.Count; step++) Assert.AreEqual(scores[forecast.Origin][step], forecast.Forecasts[step], 1e-3f);
            }
        }
    }

    [TestMethod]
    public void QuantileLoss_AndCoverage_AreThoseOfScikitLearn()
    {
        using var scope = NewDisposeScope();
        var golden = s_golden.GetProperty("quantiles");
        var outputs = tensor(golden.GetProperty("outputs").Deserialize<float[]>()!).reshape(5, 9);
        var labels = tensor(golden.GetProperty("labels").Deserialize<float[]>()!).reshape(5, 3);
        using var loss = new QuantileLoss(golden.GetProperty("levels").Deserialize<double[]>()!);
        Assert.AreEqual(golden.GetProperty("loss").GetDouble(), loss.Compute(outputs, labels, null).Mean.ToDouble(), 1e-6);
        using var coverage = new CoverageMetric();
        coverage.Update(outputs, labels, null);
        Assert.AreEqual(golden.GetProperty("coverage").GetDouble(), coverage.Compute(), 1e-6);
        Assert.Contains("expected 3 levels of 2 values", Assert.Throws<ArgumentException>(() => loss.Compute(outputs, labels.narrow(1, 0, 2), null)).Message);
    }

    [TestMethod]
    public void ConformalQuantile_OfSomeErrors_HasTheRankThatHolds()
    {
        foreach (var golden in s_golden.GetProperty("conformal").EnumerateArray())
        {
            double level = golden.GetProperty("level").GetDouble();
            float[] errors = [.. Enumerable.Range(1, golden.GetProperty("count").GetInt32()).Select(i => (float)i)];
            new Random(1).Shuffle(errors);
            Assert.AreEqual(golden.GetProperty("rank").GetInt32(), ConformalCalibration.Quantile(errors, level), $"{golden}");
            Assert.AreEqual(golden.GetProperty("needed").GetInt32(), ConformalCalibration.Needed(level), $"{golden}");
        }
    }

    private static void Same(JsonElement golden, ForecastMetrics actual, double tolerance)
    {
        void Equal(string name, double value) => Assert.AreEqual(golden.GetProperty(name).GetDouble(), value, tolerance, name);
        Equal("mae", actual.MeanAbsoluteError);
        Equal("rmse", actual.RootMeanSquaredError);
        Equal("mape", actual.MeanAbsolutePercentageError);
        Equal("smape", actual.SymmetricMeanAbsolutePercentageError);
        Equal("mase", actual.MeanAbsoluteScaledError);
    }
}
