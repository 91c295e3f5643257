using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training.Metrics;
using Microsoft.ML.DeepModels.Training.Schedules;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>
/// What a family does with one batch: forward, losses, backward, optimizers. The loop does everything else and never asks
/// which family it drives. The loop opens a dispose scope around every call and disposes the batch after it.
/// </summary>
internal interface ITrainingStep : IDisposable
{
    /// <summary>Reset by the loop before each pass over a set, updated by the step, read by the loop.</summary>
    IReadOnlyList<Metric> Metrics { get; }

    /// <summary>Everything that makes the model what it is (weights, running statistics): copied to keep the best epoch, written to restore it.</summary>
    IReadOnlyList<Tensor> State { get; }

    /// <summary>
    /// Whether a lower loss means a better model, so that the best epoch is that of the lowest loss. Where it does not (two networks against each
    /// other), the latest epoch whose loss is a number is the one to go back to.
    /// </summary>
    bool LossRanksEpochs => true;

    /// <summary>Learns from one batch, in training mode.</summary>
    /// <param name="batch">the loop disposes it</param>
    /// <param name="learningRate">of this step, its schedule included</param>
    /// <param name="position">where in the run this step is, for what changes during training beside the learning rate</param>
    /// <returns>the loss before the update, without history</returns>
    /// <exception cref="TrainingDivergedException">Training can no longer succeed, though the loss may be a number.</exception>
    BatchMean Train(Batch batch, double learningRate, SchedulePosition position);

    /// <summary>The loss of one batch in evaluation mode, without gradients; changes nothing but the metrics.</summary>
    BatchMean Evaluate(Batch batch);
}
