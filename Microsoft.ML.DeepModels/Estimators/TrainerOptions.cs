using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// What every trainer of this library can be told. A plain value with its defaults in place: a trainer reads it in its
/// constructor, refuses what is out of range, and never writes to it.
/// </summary>
public abstract class TrainerOptions
{
    private readonly Optimizer? _optimizer;
    private readonly bool _hasOptimizer;
    private readonly double? _learningRate;
    private readonly int? _epochs;

    private protected TrainerOptions()
    {
    }

    /// <summary>The number of passes over the training rows, 1 or above.</summary>
    public int Epochs
    {
        get => _epochs ?? DefaultEpochs;
        init => _epochs = value;
    }

    /// <summary>The number of rows of one training step, 1 or above.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The number of rows of one forward pass when a data view is scored, 1 or above; null: 64 (fewer, down to 8, where a row has more than 32,768 values), or the batch size if that is larger.</summary>
    public int? ScoringBatchSize { get; init; }

    /// <summary>How gradients become steps. Adam, unless the options of a family say otherwise.</summary>
    public Optimizer Optimizer
    {
        get => _hasOptimizer ? _optimizer! : DefaultOptimizer;
        init => (_optimizer, _hasOptimizer) = (value, true);
    }

    /// <summary>The learning rate, above 0. 0.001, unless the options of a family say otherwise.</summary>
    public double LearningRate
    {
        get => _learningRate ?? DefaultLearningRate;
        init => _learningRate = value;
    }

    /// <summary>How the learning rate changes during training.</summary>
    public LearningRateSchedule LearningRateSchedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>The weight decay, 0 or above: an L2 penalty for Adam, SGD and RMSprop, decoupled for AdamW.</summary>
    public double WeightDecay { get; init; }

    /// <summary>A limit on gradients; null: they are taken as they are.</summary>
    public GradientClipping? GradientClipping { get; init; }

    /// <summary>What happens when the loss becomes NaN or infinite.</summary>
    public NonFiniteLossBehavior NonFiniteLoss { get; init; } = NonFiniteLossBehavior.Throw;

    /// <summary>The part of the training rows that is split off for validation, in [0, 1); not together with a validation set.</summary>
    public double ValidationFraction { get; init; }

    /// <summary>When to stop before the last epoch; null: never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>The seed of initialisation, shuffling, dropout, augmentation and splitting; null: drawn from the <see cref="MLContext"/>.</summary>
    public int? Seed { get; init; }

    /// <summary>The index of the GPU to train and score on; null: as <see cref="MLContext.GpuDeviceId"/> says, else the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether the CPU will do where that GPU does not exist; null: as <see cref="MLContext.FallbackToCpu"/> says.</summary>
    public bool? FallbackToCpu { get; init; }

    /// <summary>What happens to a row that cannot be used for training: an unreadable image, a value that is not finite, a bad weight.</summary>
    public BadRowHandling BadRows { get; init; } = BadRowHandling.Throw;

    /// <summary>The memory, in bytes, in which rows are kept between epochs; rows beyond it are read again from the view. 0 or above.</summary>
    public long CacheBytes { get; init; } = 1L << 30;

    /// <summary>Called after each batch, on the training thread; on a GPU about four times a second, for reading the loss makes it wait.</summary>
    public Action<TrainingProgress>? OnBatch { get; init; }

    /// <summary>Called after each epoch, on the training thread.</summary>
    public Action<EpochResult>? OnEpoch { get; init; }

    /// <summary>Cancels training, within one batch.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Whether a cancelled Fit throws, or returns the best model so far.</summary>
    public CancellationBehavior CancellationBehavior { get; init; } = CancellationBehavior.Throw;

    /// <summary>The schedule of a run, which may have parts of its own.</summary>
    internal virtual LearningRateSchedule Schedule => LearningRateSchedule;

    /// <summary>Whether the number of epochs, or the learning rate, is given, not the default.</summary>
    private protected (bool Epochs, bool LearningRate) Given => (_epochs is not null, _learningRate is not null);

    /// <summary>The number of epochs where none is given; it may follow from other options.</summary>
    private protected virtual int DefaultEpochs => 10;

    /// <summary>The optimizer where none is given; it may follow from other options.</summary>
    private protected virtual Optimizer DefaultOptimizer => Optimizer.Adam();

    /// <summary>The learning rate where none is given; it may follow from other options.</summary>
    private protected virtual double DefaultLearningRate => 1e-3;
}
