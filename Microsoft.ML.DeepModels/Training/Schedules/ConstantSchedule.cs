namespace Microsoft.ML.DeepModels.Training.Schedules;

internal sealed record ConstantSchedule : LearningRateSchedule
{
    internal override double Factor(SchedulePosition position) => 1;
}
