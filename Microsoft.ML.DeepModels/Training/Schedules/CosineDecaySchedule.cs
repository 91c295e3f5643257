namespace Microsoft.ML.DeepModels.Training.Schedules;

internal sealed record CosineDecaySchedule : LearningRateSchedule
{
    private readonly double _warmUpEpochs;
    private readonly double _finalFactor;

    public CosineDecaySchedule(double warmUpEpochs, double finalFactor)
    {
        _warmUpEpochs = Require.AtLeastZero(warmUpEpochs);
        _finalFactor = Require.BelowOne(finalFactor);
    }

    internal override double Factor(SchedulePosition position)
    {
        double warmUp = _warmUpEpochs * position.StepsPerEpoch;
        // The first step already moves: a rate of zero would waste it.
        if (position.Step < warmUp) return Math.Min(1, (position.Step + 1) / warmUp);
        double rest = Math.Max(1, position.TotalSteps - warmUp);
        double progress = Math.Min(1, (position.Step - warmUp) / rest);
        return _finalFactor + (1 - _finalFactor) * (1 + Math.Cos(Math.PI * progress)) / 2;
    }
}
