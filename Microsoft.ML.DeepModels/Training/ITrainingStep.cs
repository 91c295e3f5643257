using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training.Metrics;
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

    /// <summary>Learns from one batch, in training mode.</summary>
    /// <returns>the loss before the update, without history</returns>
    BatchMean Train(Batch batch, double learningRate);

    /// <summary>The loss of one batch in evaluation mode, without gradients; changes nothing but the metrics.</summary>
    BatchMean Evaluate(Batch batch);
}
