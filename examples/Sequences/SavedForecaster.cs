using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.SeriesData;
using Microsoft.ML.DeepModels.RecurrentNetwork;

namespace Microsoft.ML.DeepModels.Examples.Sequences;

/// <summary>Uses a forecaster's file as another program would: a fresh context and nothing but the file.</summary>
public static class SavedForecaster
{
    /// <summary>Loads the model and forecasts again.</summary>
    /// <exception cref="ExampleException">The loaded model's forecasts are not those of the trained one.</exception>
    public static void Check(string file, IReadOnlyList<SeriesRow> rows, IReadOnlyList<SeriesForecast> expected)
    {
        var mlContext = new MLContext();
        using var model = (RecurrentNetworkForecastingTransformer)mlContext.Model.Load(file, out DataViewSchema _);
        IReadOnlyList<SeriesForecast> forecasts = ForecastDemo.Next(mlContext, model, mlContext.Data.LoadFromEnumerable(rows), expected.Count);
        if (!forecasts.Select(Numbers).SequenceEqual(expected.Select(Numbers)))
            throw new ExampleException($"The model loaded from {file} gives other forecasts than the one that was saved.");
        Console.WriteLine($"saved and loaded again: {file}, {new FileInfo(file).Length / 1024} KiB, its forecasts are equal bit for bit");
    }

    private static (int, float, float, float) Numbers(SeriesForecast step) => (step.Step, step.Forecast, step.LowerBound, step.UpperBound);
}
