using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Passes progress on to the callbacks of the options.</summary>
internal sealed class CallbackObserver(Action<TrainingProgress>? onBatch, Action<EpochResult>? onEpoch) : ITrainingObserver
{
    public void OnBatchEnd(TrainingProgress progress) => onBatch?.Invoke(progress);

    public void OnEpochEnd(EpochResult result) => onEpoch?.Invoke(result);
}
