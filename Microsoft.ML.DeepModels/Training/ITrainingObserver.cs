namespace Microsoft.ML.DeepModels.Training;

/// <summary>
/// Watches training. Every method has an empty default; they are called in order on the thread that trains, so a slow
/// observer slows training, and an exception ends it.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>Training begins: an observer that counts resets itself here.</summary>
    void OnFitStart(TrainingStart start)
    {
    }

    /// <summary>An epoch begins.</summary>
    /// <param name="epoch">Counted from 1.</param>
    void OnEpochStart(int epoch)
    {
    }

    /// <summary>A batch has been trained. On a GPU only some batches are reported, about four a second, for reading the loss makes the device wait.</summary>
    void OnBatchEnd(TrainingProgress progress)
    {
    }

    /// <summary>An epoch is complete, its validation included.</summary>
    void OnEpochEnd(EpochResult result)
    {
    }

    /// <summary>Training has ended without an exception; best weights are restored by now.</summary>
    void OnFitEnd(TrainingHistory history)
    {
    }
}
