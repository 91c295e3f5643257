using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;
using Generator = TorchSharp.torch.Generator;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The Fit story of every supervised family: check the columns, open the batches, design the network for what they hold,
/// train it, hand it over. I own all that lives during one Fit; the estimator keeps nothing of it, so Fits may run side by
/// side and two Fits give two independent models.
/// </summary>
internal sealed class SupervisedFit
{
    private const int DefaultScoringBatchSize = 64;

    private readonly IHost _host;
    private readonly TrainerOptions _options;
    private readonly SupervisedLoss _loss;
    private readonly bool _classes;
    private readonly ulong _seed;

    /// <param name="host">the estimator's host</param>
    /// <param name="options">checked settings</param>
    /// <param name="classes">whether the label is a class, not a number</param>
    /// <param name="loss">what training makes small</param>
    public SupervisedFit(IHost host, TrainerOptions options, bool classes, SupervisedLoss loss)
    {
        _host = host;
        _options = options;
        _classes = classes;
        _loss = loss;
        // Drawn once: two Fits of one estimator give equal weights, while contexts without a seed differ.
        _seed = options.Seed is { } seed ? (ulong)seed : Seeds.Mix((ulong)host.Rand.NextInt64());
        Columns = new TrainingColumns(options, classes);
        EpochMonitor.CheckName(options.EarlyStopping, loss.CreateMetrics());
    }

    /// <summary>The columns that are read and added.</summary>
    public TrainingColumns Columns { get; }

    /// <param name="data">the training rows</param>
    /// <param name="validation">rows to judge the model on, rather than those of the options; null: those of the options, if any</param>
    /// <param name="design">the network for a shape of input and a number of outputs</param>
    public (NetworkModel Model, NetworkSettings Settings, TrainingHistory History) Run(
        IDataView data, IDataView? validation, Func<TensorShape, int, NetworkDefinition> design)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var cancel = new HostCancellation(_host, _options.CancellationToken);
        try
        {
            return Train(data, validation ?? _options.ValidationSet, design, cancel.Token);
        }
        catch (OperationCanceledException) when (cancel.Token.IsCancellationRequested)
        {
            throw cancel.ToException();
        }
    }

    private (NetworkModel Model, NetworkSettings Settings, TrainingHistory History) Train(
        IDataView data, IDataView? validation, Func<TensorShape, int, NetworkDefinition> design, CancellationToken cancel)
    {
        using var channel = _host.Start("Train");
        using var progress = _host.StartProgressChannel("Train");
        var task = Columns.Check(data.Schema);
        if (validation is not null) Columns.CheckValidation(data.Schema, validation.Schema);
        var gpu = _options.GpuDeviceId ?? HostSettings.GpuDeviceId(_host);
        var device = Devices.Resolve(gpu, _options.FallbackToCpu ?? HostSettings.FallbackToCpu(_host));
        if (gpu is not null && device.type == TorchSharp.DeviceType.CPU)
            channel.Warning(MessageSensitivity.None, $"GpuDeviceId is {gpu}, but that device does not exist: the CPU is used, as FallbackToCpu says.");
        using var batches = TrainingBatches.Open(_host, data, validation, _options, _classes, device, _seed);
        var network = design(batches.Shape, task.OutputCount);
        batches.Load(channel, cancel);
        double lossUnit = 1;
        if (batches.LabelScale is var (scale, offset))
        {
            network = new NetworkDefinition(network.InputShape, [.. network.Layers, Layer.Rescaling(scale, offset)]);
            lossUnit = _loss.Growth(scale);
        }

        using var initialisation = new Generator(Seeds.Derive(_seed, "initialisation"), Devices.Cpu);
        using var noise = new Generator(Seeds.Derive(_seed, "noise"), Devices.Cpu);
        var module = LayerStack.Create(network, new ModuleContext(initialisation, noise, device));
        try
        {
            TrainingHistory history;
            channel.Info(MessageSensitivity.None, $"Training {network} ({network.ParameterCount} parameters) on {device}.");
            using (var step = new SupervisedStep(
                module, _loss.CreateLoss(), _options.Optimizer, _options.WeightDecay, _options.GradientClipping, _loss.CreateMetrics()) { LossUnit = lossUnit })
            {
                var loop = new TrainingLoop(step, LoopOptions(batches),
                    [new ChannelObserver(channel, progress), new CallbackObserver(_options.OnBatch, _options.OnEpoch)]);
                history = loop.Run(
                    epoch => batches.Train(epoch, cancel), batches.HasValidation ? epoch => batches.Validate(epoch, cancel) : null, cancel);
            }
            batches.Report(channel);
            channel.Info(MessageSensitivity.None, $"Training ended after {history.Epochs.Count} epochs: {history.StopReason}.");
            var settings = new NetworkSettings(
                _options.FeatureColumnName, _options.ChannelOrder,
                _options.ScoringBatchSize ?? Math.Max(DefaultScoringBatchSize, _options.BatchSize), task);
            return (new NetworkModel(network, module, device, task.Activation), settings, history);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private TrainingLoopOptions LoopOptions(TrainingBatches batches) => new()
    {
        Epochs = _options.Epochs,
        LearningRate = _options.LearningRate,
        Schedule = _options.LearningRateSchedule,
        StepsPerEpoch = batches.BatchesPerEpoch,
        EarlyStopping = _options.EarlyStopping,
        Cancellation = _options.CancellationBehavior,
        NonFiniteLoss = _options.NonFiniteLoss
    };
}
