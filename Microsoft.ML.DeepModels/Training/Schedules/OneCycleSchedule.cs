namespace Microsoft.ML.DeepModels.Training.Schedules;

internal sealed record OneCycleSchedule : LearningRateSchedule
{
    private const double Start = 1.0 / 25, End = Start / 10_000;

    private readonly double _riseFraction;

    public OneCycleSchedule(double riseFraction)
    {
        if (riseFraction is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(riseFraction), riseFraction, FormattableString.Invariant($"riseFraction must be in (0, 1), got {riseFraction}."));
        _riseFraction = riseFraction;
    }

    internal override double Factor(SchedulePosition position)
    {
        double top = Math.Max(0, _riseFraction * position.TotalSteps - 1), last = position.TotalSteps - 1;
        return position.Step < top
            ? Between(Start, 1, position.Step / top)
            : Between(1, End, last > top ? Math.Min(1, (position.Step - top) / (last - top)) : 0);
    }

    /// <summary>From one value to another along half a cosine.</summary>
    private static double Between(double from, double to, double progress) => to + (from - to) * (1 + Math.Cos(Math.PI * progress)) / 2;
}
