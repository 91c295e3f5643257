using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Metrics;
using Microsoft.ML.DeepModels.Training.Schedules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tests.Training;

/// <summary>A step without a network: its "weights" are the number of batches trained, its validation losses are given.</summary>
internal sealed class ScriptedStep(params double[] validationLosses) : ITrainingStep
{
    private readonly Tensor _trained = zeros(1);
    private int _validated;

    public IReadOnlyList<Metric> Metrics { get; } = [];

    public IReadOnlyList<Tensor> State => [_trained];

    public float Trained => _trained.item<float>();

    public List<double> LearningRates { get; } = [];

    public bool LossRanksEpochs { get; init; } = true;

    /// <summary>The number of batches after which the weights are NaN, and then the losses.</summary>
    public int SpoiledAfter { get; init; } = int.MaxValue;

    public BatchMean Train(Batch batch, double learningRate, SchedulePosition position)
    {
        LearningRates.Add(learningRate);
        _trained.add_(LearningRates.Count == SpoiledAfter ? double.NaN : 1);
        return new(LearningRates.Count > SpoiledAfter ? tensor(float.NaN) : ones(1), null);
    }

    public BatchMean Evaluate(Batch batch) => new(tensor((float)validationLosses[_validated++]), null);

    public void Dispose() => _trained.Dispose();
}
