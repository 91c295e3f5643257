using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>
/// What transfer learning brings to one Fit: a network whose first layers are those of a backbone, with its weights; a step that trains only some of them; and batches that have
/// gone through the frozen ones already. Owns the features that are kept.
/// </summary>
/// <param name="options">checked settings</param>
/// <param name="head">the layers after the backbone</param>
/// <param name="seed">of the order of epochs</param>
/// <param name="backbone">the backbone for an input</param>
/// <param name="channel">for warnings</param>
internal sealed class TransferPlan(
    TransferLearningTrainer.Options options, IReadOnlyList<Layer> head, ulong seed, Func<TensorShape, BackboneNetwork> backbone, IChannel channel) : SupervisedPlan
{
    private const int DefaultViews = 4;

    private BackboneNetwork? _backbone;
    private NetworkDefinition? _network;
    private LayerStack? _module;
    private ModuleContext? _context;
    private FeatureBatches? _features;
    private int? _frozen; // layers, of which the features are

    private TransferStages Stages => new(options.Training, _backbone!.Blocks, options.LearningRate, options.BatchNormStatistics switch
    {
        BatchNormStatistics.Keep => true,
        BatchNormStatistics.Update => false,
        _ => options.Backbone.Source.IsTrained
    });

    public override NetworkDefinition Design(NetworkInput input, int outputs)
    {
        _backbone = backbone(input.Shape);
        return _network = TransferDesign.Create(_backbone, head, input.Shape, outputs);
    }

    public override LayerStack Create(NetworkDefinition network, ModuleContext context)
    {
        _context = context;
        _module = base.Create(network, context);
        try
        {
            _backbone!.Load(_module);
            _module.eval(); // frozen layers are asked for features before the step turns the others to training
            return _module;
        }
        catch
        {
            _module.Dispose();
            throw;
        }
    }

    public override ITrainingStep CreateStep(LayerStack network, TrainerOptions settings, SupervisedLoss loss, double lossUnit) =>
        new TransferStep(network, Stages, new Objective(loss.CreateLoss(), loss.CreateMetrics()), settings.Optimizer, settings.WeightDecay, settings.GradientClipping);

    public override NetworkBatches Batches(NetworkBatches read, Func<(long Training, long Validation)> countRows, CancellationToken cancel)
    {
        var source = read.Train;
        if (options.Backbone is { Mean.Count: > 0, Source.IsTrained: true })
            read = read with { Train = epoch => epoch == 1 ? PixelRange.Watch(source(epoch), options.FeatureColumnName, options.Backbone.Name, channel) : source(epoch) };
        return new NetworkBatches(
            epoch => Features(epoch, read, countRows) is { } features ? features.Train(epoch, cancel) : read.Train(epoch),
            read.Validate is null ? null : epoch => Features(epoch, read, countRows) is { } features ? features.Validate(epoch, cancel) : read.Validate(epoch),
            read.PerEpoch);
    }

    public override void Dispose() => _features?.Dispose();

    /// <summary>Where the batches of an epoch, counted from 1, come from; null: they are rows.</summary>
    private FeatureBatches? Features(int epoch, NetworkBatches read, Func<(long Training, long Validation)> countRows)
    {
        int frozen = Stages.FrozenIn(epoch - 1);
        if (frozen == _frozen) return _features;
        // The first epoch, or the first after the head has been trained alone: other layers are frozen now.
        _features?.Dispose();
        _features = null;
        _frozen = frozen;
        _module!.Freeze(frozen);
        // Rows that are mixed differ with every epoch, and what they have become cannot be kept.
        if (options.FeatureCache == FeatureCache.None || frozen == 0 || options.MixesRows) return null;
        var shape = new NetworkDefinition(_network!.InputShape, [.. _network.Layers.Take(frozen)]).OutputShape;
        if (shape.HasVariableLength) return null;
        int epochs = epoch <= options.Training.FrozenEpochs ? options.Training.FrozenEpochs : options.Epochs - options.Training.FrozenEpochs;
        return _features = new FeatureBatches(read, batch => Compute(batch, frozen), new FeatureBatchOptions
        {
            Layers = frozen,
            Shape = shape,
            Views = Math.Min(options.AugmentedViews ?? (options.Augmentation is null ? 1 : DefaultViews), epochs),
            Cache = options.FeatureCache,
            Folder = options.FeatureCacheFolder,
            CacheBytes = options.CacheBytes,
            RowsDone = epoch > options.Training.FrozenEpochs ? read.Release : null, // the rows of a first phase are read again in the second
            BatchSize = options.BatchSize,
            Seed = seed,
            Device = _context!.Device
        }, countRows());
    }

    private Tensor Compute(Batch batch, int frozen)
    {
        using var noGrad = no_grad();
        return _module!.Forward(batch.Features, batch.Lengths, 0, frozen).DetachFromDisposeScope();
    }
}
