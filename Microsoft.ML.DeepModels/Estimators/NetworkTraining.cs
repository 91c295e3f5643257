using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;
using Generator = TorchSharp.torch.Generator;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// From a network and its batches to a trained network: weights drawn from the seed, the family's step, the loop, reports to ML.NET.
/// Whatever a Fit reads and whatever it makes of the model, this part is the same.
/// </summary>
internal sealed class NetworkTraining
{
    private readonly IHost _host;
    private readonly TrainerOptions _options;
    private readonly ulong _seed;

    /// <param name="host">the estimator's host</param>
    /// <param name="options">checked settings</param>
    /// <param name="seed">of everything random in training</param>
    public NetworkTraining(IHost host, TrainerOptions options, ulong seed)
    {
        _host = host;
        _options = options;
        _seed = seed;
    }

    /// <summary>The number of rows of one forward pass in scoring.</summary>
    /// <param name="row">the shape of a row</param>
    public int ScoringBatchSize(TensorShape row) => _options.ScoringBatchSize ?? Math.Max(ScoringBatch.Default(row), _options.BatchSize);

    /// <summary>The seed of the options, else one drawn from the context.</summary>
    /// <remarks>To be drawn once, in the constructor: two Fits of one estimator give equal weights, while contexts without a seed differ.</remarks>
    public static ulong SeedOf(IHost host, TrainerOptions options) =>
        options.Seed is { } seed ? (ulong)seed : Seeds.Mix((ulong)host.Rand.NextInt64());

    /// <summary>The device that options and context ask for; warns where the CPU has to do.</summary>
    public Device Device(IChannel channel) => DeviceOf(_host, _options.GpuDeviceId, _options.FallbackToCpu, channel);

    /// <inheritdoc cref="Device(IChannel)"/>
    public static Device DeviceOf(IHost host, int? gpuDeviceId, bool? fallbackToCpu, IChannel channel)
    {
        var gpu = gpuDeviceId ?? HostSettings.GpuDeviceId(host);
        var device = Devices.Resolve(gpu, fallbackToCpu ?? HostSettings.FallbackToCpu(host));
        if (gpu is not null && device.type == TorchSharp.DeviceType.CPU)
            channel.Warning(MessageSensitivity.None, $"GpuDeviceId is {gpu}, but that device does not exist: the CPU is used, as FallbackToCpu says.");
        return device;
    }

    /// <param name="create">makes the network, with weights drawn from the context's generator</param>
    /// <param name="createStep">how one batch trains it</param>
    /// <param name="device">where to train</param>
    /// <param name="batches">on <paramref name="device"/></param>
    /// <param name="description">of the network, for the log</param>
    /// <param name="channel">for the log</param>
    /// <param name="cancel">ends training within one batch</param>
    /// <param name="observers">what else watches training; null: nothing</param>
    /// <returns>the network, which the caller owns</returns>
    public (TNetwork Network, TrainingHistory History) Run<TNetwork>(Func<ModuleContext, TNetwork> create, Func<TNetwork, ModuleContext, ITrainingStep> createStep, Device device,
        NetworkBatches batches, string description, IChannel channel, CancellationToken cancel, Func<TNetwork, IEnumerable<ITrainingObserver>>? observers = null)
        where TNetwork : nn.Module
    {
        using var progress = _host.StartProgressChannel("Train");
        using var initialisation = new Generator(Seeds.Derive(_seed, "initialisation"), Devices.Cpu);
        using var noise = new Generator(Seeds.Derive(_seed, "noise"), Devices.Cpu);
        var context = new ModuleContext(initialisation, noise, device);
        var network = create(context);
        try
        {
            TrainingHistory history;
            channel.Info(MessageSensitivity.None, $"Training {description} on {device}.");
            using (var step = createStep(network, context))
            {
                var loop = new TrainingLoop(step, LoopOptions(batches.PerEpoch),
                    [new ChannelObserver(channel, progress), new CallbackObserver(_options.OnBatch, _options.OnEpoch), .. observers?.Invoke(network) ?? []]);
                history = loop.Run(batches.Train, batches.Validate, cancel);
            }
            if (history.Divergence is { } divergence)
                channel.Warning(MessageSensitivity.None, $"{divergence} The model has the weights after epoch {history.BestEpoch}.");
            channel.Info(MessageSensitivity.None, $"Training ended after {history.Epochs.Count} epochs: {history.StopReason}.");
            return (network, history);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private TrainingLoopOptions LoopOptions(int? stepsPerEpoch) => new()
    {
        Epochs = _options.Epochs,
        LearningRate = _options.LearningRate,
        Schedule = _options.Schedule,
        StepsPerEpoch = stepsPerEpoch,
        EarlyStopping = _options.EarlyStopping,
        Cancellation = _options.CancellationBehavior,
        NonFiniteLoss = _options.NonFiniteLoss
    };
}
