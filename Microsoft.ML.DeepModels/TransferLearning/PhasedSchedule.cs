using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Schedules;

namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>One schedule twice: over the epochs in which only the head is trained, and over those after them.</summary>
internal sealed record PhasedSchedule(int FrozenEpochs, LearningRateSchedule Inner) : LearningRateSchedule
{
    internal override double Factor(SchedulePosition position)
    {
        bool frozen = position.Epoch < FrozenEpochs;
        return Inner.Factor(frozen
            ? position with { Epochs = FrozenEpochs }
            : position with { Step = position.Step - FrozenEpochs * position.StepsPerEpoch, Epochs = position.Epochs - FrozenEpochs });
    }
}
