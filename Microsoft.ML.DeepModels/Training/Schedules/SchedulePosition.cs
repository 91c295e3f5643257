namespace Microsoft.ML.DeepModels.Training.Schedules;

/// <summary>Where in a training run a step is.</summary>
/// <param name="Step">the steps before this one; between two numbers where the epoch's length is not known</param>
/// <param name="StepsPerEpoch">steps of an epoch; 1 where that is not known</param>
/// <param name="Epochs">the epochs of the run</param>
internal readonly record struct SchedulePosition(double Step, double StepsPerEpoch, int Epochs)
{
    /// <param name="epoch">counted from 1</param>
    /// <param name="batch">counted from 0</param>
    /// <param name="batchesPerEpoch">null: not known</param>
    /// <param name="epochs">the epochs of the run</param>
    public static SchedulePosition Of(int epoch, int batch, int? batchesPerEpoch, int epochs) => batchesPerEpoch is { } n
        ? new((epoch - 1) * (double)n + Math.Min(batch, n - 1), n, epochs) // a view may give more rows than it promised
        : new(epoch - 0.5, 1, epochs);

    public double TotalSteps => StepsPerEpoch * Epochs;

    /// <summary>Whole epochs before this step.</summary>
    public int Epoch => (int)(Step / StepsPerEpoch);
}
