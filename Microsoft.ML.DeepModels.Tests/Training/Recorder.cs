using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Tests.Training;

/// <summary>Remembers what it was told, and acts on a batch where asked to.</summary>
internal sealed class Recorder(Action<TrainingProgress>? onBatch = null) : ITrainingObserver
{
    public List<string> Calls { get; } = [];

    public List<TrainingProgress> Progress { get; } = [];

    public void OnFitStart(TrainingStart start) => Calls.Add($"start {start.Epochs}");

    public void OnEpochStart(int epoch) => Calls.Add($"epoch {epoch}");

    public void OnBatchEnd(TrainingProgress progress)
    {
        Calls.Add($"batch {progress.Epoch}.{progress.Batch}");
        Progress.Add(progress);
        onBatch?.Invoke(progress);
    }

    public void OnEpochEnd(EpochResult result) => Calls.Add($"epoch {result.Epoch} done");

    public void OnFitEnd(TrainingHistory history) => Calls.Add($"end {history.StopReason}");
}
