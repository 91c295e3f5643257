using System.Globalization;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Tests.Common;
using Options = Microsoft.ML.DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>Monthly airline passengers (Box and Jenkins 1970), beside the checkout.</summary>
[TestClass]
public class ForecastRealDataTests
{
    [TestMethod]
    public void Passengers_OfTheLastThreeYears_AreForecastBetterThanBySeasons()
    {
        string file = Path.Combine(RealData.Folder("sequences"), "Airline.csv");
        List<SeriesRow> rows = [.. File.ReadLines(file).Skip(1).Select(line => new SeriesRow { Value = float.Parse(line.Split(',')[1], CultureInfo.InvariantCulture) })];
        Assert.HasCount(144, rows);
        var context = new MLContext(seed: 1);
        using var model = context.Forecasting.ForecastByRecurrentNetwork(new Options
        {
            WindowSize = 12, Horizon = 6, Seasonality = 12, LogTransform = true, Seed = 1, BatchSize = 16, WeightDecay = 0.1,
            PredictionInterval = PredictionInterval.Conformal, ConfidenceLevel = 0.8f
        }).Fit(SeriesData.View(context, rows.Take(108)));
        var result = model.Backtest(SeriesData.View(context, rows), 36);
        Console.WriteLine($"MAPE {result.Metrics.MeanAbsolutePercentageError:0.00}, seasonal-naive {result.NaiveMetrics.MeanAbsolutePercentageError:0.00}, coverage {result.Metrics.IntervalCoverage:0.00}");
        Assert.HasCount(31, result.Forecasts);
        Assert.AreEqual(8.4, result.NaiveMetrics.MeanAbsolutePercentageError, 0.6);
        Assert.AreEqual(0.8, result.Metrics.IntervalCoverage, 0.15); // 0.70 when written: three years differ from those before
        Assert.IsLessThan(4.5, result.Metrics.MeanAbsolutePercentageError);
    }
}
