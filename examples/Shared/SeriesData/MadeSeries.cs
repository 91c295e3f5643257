namespace Microsoft.ML.DeepModels.Examples.SeriesData;

/// <summary>The data that needs no download: sixteen years of a shop's sales by month, with growth that wavers, a season that grows with it, and noise.</summary>
public static class MadeSeries
{
    private const int Months = 192;

    // From January on: quiet at the beginning of a year, busy in summer, busiest in December.
    private static readonly double[] s_season = [0.86, 0.84, 0.95, 0.98, 1.03, 1.10, 1.14, 1.08, 0.97, 0.94, 1.00, 1.22];

    /// <summary>Makes the series. The same seed gives the same.</summary>
    public static TimeSeries Create(int seed)
    {
        var random = new Random(seed);
        var start = new DateTime(2010, 1, 1);
        double level = Math.Log(120), noise = 0;
        var rows = new List<SeriesRow>(Months);
        for (int month = 0; month < Months; month++)
        {
            level += 0.008 + 0.006 * Normal(random); // about 10% a year
            noise = 0.5 * noise + 0.015 * Normal(random);
            double value = s_season[month % 12] * Math.Exp(level + noise);
            rows.Add(new SeriesRow { Date = start.AddMonths(month), Value = (float)Math.Round(value, 1) });
        }
        return new TimeSeries("made-sales", "sales in thousands", new TimeStep(1, default), rows);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
