using Microsoft.ML.DeepModels.Examples.SeriesData;

namespace Microsoft.ML.DeepModels.Examples.Sequences;

/// <summary>How a series is forecast and judged.</summary>
/// <param name="Seasonality">the rows of a season; 1: there is none</param>
/// <param name="WindowSize">the rows that a forecast looks back at</param>
/// <param name="Horizon">the rows that are forecast at once</param>
/// <param name="HeldOut">the last rows, which the model is judged by and does not learn from</param>
public sealed record SeriesPlan(int Seasonality, int WindowSize, int Horizon, int HeldOut)
{
    private const int LeastWindow = 12, SeasonsHeldOut = 3;

    /// <summary>A plan for a series: a season of looking back, half a season or a short one of looking ahead; three seasons are held out, at most a quarter of the rows.</summary>
    public static SeriesPlan For(TimeSeries series)
    {
        int season = series.Step.Seasonality;
        int horizon = season switch { 1 => 6, < 12 => season, _ => season / 2 };
        int heldOut = Math.Clamp(series.Rows.Count / 4, horizon, Math.Max(SeasonsHeldOut * season, 6 * horizon));
        return new SeriesPlan(season, Math.Max(season, LeastWindow), horizon, heldOut);
    }
}
