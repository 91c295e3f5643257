namespace Microsoft.ML.DeepModels.Examples.Plots;

/// <summary>Where an axis has its marks: at round numbers and at the beginnings of years, months or days.</summary>
internal static class Ticks
{
    private static readonly int[] s_years = [1, 2, 5, 10, 20, 50, 100];
    private static readonly int[] s_months = [1, 3, 6];
    private static readonly int[] s_days = [1, 2, 7, 14];

    /// <summary>Round numbers (1, 2 or 5 times a power of ten apart) from at or below the least to at or above the largest.</summary>
    /// <param name="least">finite</param>
    /// <param name="largest">finite, not below the least</param>
    /// <param name="about">how many there should be</param>
    public static IReadOnlyList<double> Numbers(double least, double largest, int about)
    {
        double range = largest > least ? largest - least : Math.Max(Math.Abs(largest), 1);
        double rough = range / about, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        double first = Math.Floor(least / step), last = Math.Max(Math.Ceiling(largest / step), first + 1);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => Math.Round((first + i) * step, 12))];
    }

    /// <summary>Dates within a range, at most some, and the format of their labels.</summary>
    public static (IReadOnlyList<DateTime> Dates, string Format) Dates(DateTime first, DateTime last, int most)
    {
        foreach (int days in s_days)
        {
            if ((last - first).TotalDays / days <= most) return (From(first.Date, date => date.AddDays(days)), "d MMM");
        }
        foreach (int months in s_months)
        {
            if ((last - first).TotalDays / (30.4 * months) <= most) return (From(new DateTime(first.Year, 1, 1), date => date.AddMonths(months)), "MMM yyyy");
        }
        int years = s_years.FirstOrDefault(years => (last.Year - first.Year + 1) / (double)years <= most, s_years[^1]);
        return (From(new DateTime(Math.Max(first.Year / years * years, 1), 1, 1), date => date.AddYears(years)), "yyyy");

        List<DateTime> From(DateTime start, Func<DateTime, DateTime> next)
        {
            List<DateTime> dates = [];
            for (DateTime date = start; date <= last; date = next(date))
            {
                if (date >= first) dates.Add(date);
            }
            return dates;
        }
    }
}
