namespace Microsoft.ML.DeepModels.Examples.SeriesData;

/// <summary>The time from one row of a series to the next.</summary>
/// <param name="Months">whole months; 0: it is of fixed length</param>
/// <param name="Length">where it is of fixed length</param>
public readonly record struct TimeStep(int Months, TimeSpan Length)
{
    /// <summary>What lies between the first two rows of a series: whole months where they fall on the same day of the month.</summary>
    /// <param name="first">when the first was</param>
    /// <param name="second">when the second was, later</param>
    public static TimeStep Between(DateTime first, DateTime second)
    {
        int months = 12 * (second.Year - first.Year) + second.Month - first.Month;
        return months > 0 && first.AddMonths(months) == second ? new TimeStep(months, default) : new TimeStep(0, second - first);
    }

    /// <summary>The number of rows after which a season comes round: a year of months or quarters, a week of days, a day of hours; 1: none is known.</summary>
    public int Seasonality => this switch
    {
        { Months: > 0 and < 12 } when 12 % Months == 0 => 12 / Months,
        { Length.TotalDays: 1 } => 7,
        { Length.TotalDays: 7 } => 52,
        { Length.TotalHours: > 0 and < 24 } when TimeSpan.TicksPerDay % Length.Ticks == 0 => (int)(TimeSpan.TicksPerDay / Length.Ticks),
        _ => 1
    };

    /// <summary>The date some steps after another.</summary>
    public DateTime After(DateTime date, int steps) => Months > 0 ? date.AddMonths(steps * Months) : date + steps * Length;

    /// <inheritdoc/>
    public override string ToString() => this switch
    {
        { Months: 1 } => "month",
        { Months: 3 } => "quarter",
        { Months: 12 } => "year",
        { Months: > 0 } => $"{Months} months",
        { Length.TotalDays: 1 } => "day",
        { Length.TotalDays: 7 } => "week",
        { Length.TotalHours: 1 } => "hour",
        _ => Length.ToString()
    };
}
