using Microsoft.ML.DeepModels.Layers;
using Options = Microsoft.ML.DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>Tiny seeded series, and networks that learn them in a fraction of a second.</summary>
internal static class SeriesData
{
    public const int Window = 16;

    public const int Horizon = 4;

    /// <summary>A rising wave of period 8 with a little noise.</summary>
    public static List<SeriesRow> Wave(int count, int seed = 1, string series = "", float level = 20, float size = 5)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(t => new SeriesRow
            {
                Series = series,
                Number = t,
                Value = level + 0.1f * t + size * MathF.Sin(2 * MathF.PI * t / 8) + 0.1f * size * (random.NextSingle() - 0.5f)
            })
        ];
    }

    public static IDataView View(MLContext context, IEnumerable<SeriesRow> rows) => context.Data.LoadFromEnumerable(rows.ToList());

    /// <summary>Settings for windows of 16 and a horizon of 4.</summary>
    public static Options Options(int epochs = 20) => new()
    {
        Layers = [Layer.Flatten(), Layer.Dense(16, Activation.Tanh)], WindowSize = Window, Horizon = Horizon, Epochs = epochs, LearningRate = 5e-3,
        BatchSize = 16, Seed = 1
    };

    /// <summary>The forecasts of each row.</summary>
    public static float[][] Scores(IDataView scored, string column = "Score") => Families.Scores.Of(scored, column);
}
