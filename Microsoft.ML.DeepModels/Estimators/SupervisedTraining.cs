using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Trains a network given as layers with one loss and one optimizer.</summary>
internal sealed class SupervisedTraining
{
    private readonly TrainerOptions _options;
    private readonly SupervisedLoss _loss;
    private readonly NetworkTraining _training;

    /// <param name="host">the estimator's host</param>
    /// <param name="options">checked settings</param>
    /// <param name="seed">of everything random in training</param>
    /// <param name="loss">what training makes small</param>
    public SupervisedTraining(IHost host, TrainerOptions options, ulong seed, SupervisedLoss loss)
    {
        _options = options;
        _loss = loss;
        _training = new NetworkTraining(host, options, seed);
        EpochMonitor.CheckName(options.EarlyStopping, loss.CreateMetrics());
    }

    /// <inheritdoc cref="NetworkTraining.ScoringBatchSize"/>
    public int ScoringBatchSize(TensorShape row) => _training.ScoringBatchSize(row);

    /// <inheritdoc cref="NetworkTraining.Device"/>
    public Device Device(IChannel channel) => _training.Device(channel);

    /// <inheritdoc cref="Run(SupervisedPlan, NetworkDefinition, Device, Func{Tensor, Tensor}?, NetworkBatches, double, IChannel, CancellationToken)"/>
    public (NetworkModel Model, TrainingHistory History) Run(NetworkDefinition network, Device device, Func<Tensor, Tensor>? activation,
        NetworkBatches batches, double lossUnit, IChannel channel, CancellationToken cancel)
    {
        using var plan = new NetworkPlan((_, _) => network);
        return Run(plan, network, device, activation, batches, lossUnit, channel, cancel);
    }

    /// <param name="plan">how the network is made and trained</param>
    /// <param name="network">the layers</param>
    /// <param name="device">where to train</param>
    /// <param name="activation">what makes scores of the network's outputs; null: they are scores</param>
    /// <param name="batches">on <paramref name="device"/></param>
    /// <param name="lossUnit">what the loss is divided by before its gradient is taken</param>
    /// <param name="channel">for the log</param>
    /// <param name="cancel">ends training within one batch</param>
    /// <returns>the model, which the caller owns</returns>
    public (NetworkModel Model, TrainingHistory History) Run(SupervisedPlan plan, NetworkDefinition network, Device device, Func<Tensor, Tensor>? activation,
        NetworkBatches batches, double lossUnit, IChannel channel, CancellationToken cancel)
    {
        var (module, history) = _training.Run(
            context => plan.Create(network, context), (module, _) => plan.CreateStep(module, _options, _loss, lossUnit),
            device, batches, $"{network} ({network.ParameterCount} parameters)", channel, cancel);
        return (new NetworkModel(network, module, device, activation), history);
    }
}
