namespace Microsoft.ML.DeepModels.Training.Schedules;

internal sealed record StepDecaySchedule : LearningRateSchedule
{
    private readonly int _epochs;
    private readonly double _factor;

    public StepDecaySchedule(int epochs, double factor)
    {
        _epochs = Require.AtLeastOne(epochs);
        _factor = Require.ShrinkFactor(factor);
    }

    internal override double Factor(SchedulePosition position) => Math.Pow(_factor, position.Epoch / _epochs);
}
