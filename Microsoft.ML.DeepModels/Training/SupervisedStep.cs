using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training.Losses;
using Microsoft.ML.DeepModels.Training.Metrics;
using Microsoft.ML.DeepModels.Training.Optimizers;
using Microsoft.ML.DeepModels.Training.Schedules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>
/// The step of "one network, one loss, one optimizer". Owns what it makes or is handed for good: the parameter buffer, the
/// optimizer's state, the loss and the metrics. The network is the caller's; it keeps its trained weights.
/// </summary>
internal sealed class SupervisedStep : ITrainingStep
{
    private readonly nn.Module<Tensor, Tensor> _network;
    private readonly ParameterBuffer _parameters;
    private readonly OptimizerState _optimizer;
    private readonly Objective _objective;
    private readonly double _weightDecay;
    private readonly GradientClipping? _clipping;
    private bool? _training;

    /// <param name="network">on the device of the batches, parameters as Float32</param>
    /// <param name="loss">what to make small</param>
    /// <param name="optimizer">how to make it small</param>
    /// <param name="weightDecay">0 or above</param>
    /// <param name="clipping">null: gradients are taken as they are</param>
    /// <param name="metrics">what to report beside the loss</param>
    public SupervisedStep(nn.Module<Tensor, Tensor> network, Loss loss, Optimizer optimizer, double weightDecay = 0,
        GradientClipping? clipping = null, params IReadOnlyList<Metric> metrics)
    {
        _weightDecay = Require.AtLeastZero(weightDecay);
        _network = network;
        _objective = new Objective(loss, metrics);
        _clipping = clipping;
        _parameters = new ParameterBuffer(network);
        _optimizer = optimizer.CreateState(_parameters);
        State = [_parameters.Values, .. ModuleTensors.Buffers(network).Select(b => b.Tensor)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics => _objective.Metrics;

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> State { get; }

    /// <summary>
    /// What the loss is divided by before its gradient is taken; it is reported as it is. So that learning rate, weight decay and
    /// clipping mean the same for labels of any scale.
    /// </summary>
    public double LossUnit { get; init; } = 1;

    /// <summary>For saving and resuming.</summary>
    public OptimizerState Optimizer => _optimizer;

    /// <inheritdoc/>
    public BatchMean Train(Batch batch, double learningRate, SchedulePosition position)
    {
        Switch(true);
        using var grad = enable_grad(); // whatever the caller has set for its thread
        // The gradients are zero: they begin so, and every optimizer step leaves them so.
        var outputs = SequenceModule.Run(_network, batch);
        var loss = _objective.Loss(outputs, batch);
        (LossUnit == 1 ? loss.Mean : loss.Mean.Over(LossUnit)).backward();
        _clipping?.Apply(_parameters);
        _optimizer.Step(learningRate, _weightDecay);
        using var noGrad = no_grad();
        _objective.Measure(outputs, batch);
        return loss.Detach();
    }

    /// <inheritdoc/>
    public BatchMean Evaluate(Batch batch)
    {
        Switch(false);
        using var noGrad = no_grad();
        var outputs = SequenceModule.Run(_network, batch);
        _objective.Measure(outputs, batch);
        return _objective.Loss(outputs, batch);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _parameters.Dispose();
        _objective.Dispose();
    }

    // Walking through all modules costs a call each, so only when the mode changes.
    private void Switch(bool training)
    {
        if (_training == training) return;
        _network.train(training);
        _training = training;
    }
}
