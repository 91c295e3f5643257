using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>How much of a backbone is trained, and when. A plain value.</summary>
public sealed record TransferTraining
{
    private TransferTraining()
    {
    }

    /// <summary>Only the head: the backbone gives features, which are computed once for each view of a row.</summary>
    public static TransferTraining Frozen { get; } = new() { Blocks = 0 };

    /// <summary>The last blocks of the backbone, and the head. What is before them is computed once for each view of a row.</summary>
    /// <param name="blocks">how many, 0 or above; what a block is follows from the architecture: a residual block, the convolutions up to a pooling, an encoder layer</param>
    /// <param name="bodyLearningRate">the learning rate of the last block, above 0; null: that of the options, as for the head</param>
    /// <param name="depthFactor">the learning rate of a block over that of the block after it, in (0, 1]</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static TransferTraining LastBlocks(int blocks, double? bodyLearningRate = null, double depthFactor = 1) => new()
    {
        Blocks = Require.AtLeastZero(blocks),
        BodyLearningRate = bodyLearningRate is { } rate ? Require.Positive(rate, nameof(bodyLearningRate)) : null,
        DepthFactor = Require.ShrinkFactor(depthFactor)
    };

    /// <summary>The whole backbone, and the head.</summary>
    /// <inheritdoc cref="LastBlocks"/>
    public static TransferTraining Everything(double? bodyLearningRate = null, double depthFactor = 1) => LastBlocks(int.MaxValue, bodyLearningRate, depthFactor);

    /// <summary>
    /// First the head alone, on features of the frozen backbone; then all of it, each block of the backbone at a lower rate than the one after it. The learning rate schedule
    /// of the options runs once in each of the two phases. Epochs and learning rates are those given here, so the options' own are left out.
    /// </summary>
    /// <param name="frozenEpochs">epochs of the first phase, 0 or above</param>
    /// <param name="epochs">epochs of the second phase, 1 or above</param>
    /// <param name="headLearningRate">the learning rate of the head in both phases, above 0</param>
    /// <param name="bodyLearningRate">the learning rate of the backbone's last block in the second phase, above 0</param>
    /// <param name="depthFactor">the learning rate of a block over that of the block after it, in (0, 1]</param>
    /// <param name="blocks">how many of the last blocks are unfrozen, 1 or above; null: all</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static TransferTraining FineTune(int frozenEpochs, int epochs, double headLearningRate = 1e-3, double bodyLearningRate = 1e-4, double depthFactor = 0.8, int? blocks = null) => new()
    {
        FrozenEpochs = Require.AtLeastZero(frozenEpochs),
        Epochs = (long)frozenEpochs + epochs <= int.MaxValue ? Require.AtLeastOne(epochs)
            : throw new ArgumentOutOfRangeException(nameof(epochs), epochs, $"frozenEpochs and epochs together must be at most {int.MaxValue}, got {(long)frozenEpochs + epochs}."),
        HeadLearningRate = Require.Positive(headLearningRate),
        BodyLearningRate = Require.Positive(bodyLearningRate),
        DepthFactor = Require.ShrinkFactor(depthFactor),
        Blocks = blocks is { } some ? Require.AtLeastOne(some, nameof(blocks)) : int.MaxValue
    };

    /// <summary>How many of the last blocks are trained in the end.</summary>
    internal int Blocks { get; private init; }

    /// <summary>Epochs in which only the head is trained, before the blocks are.</summary>
    internal int FrozenEpochs { get; private init; }

    /// <summary>Epochs after these; null: all those of the options.</summary>
    internal int? Epochs { get; private init; }

    /// <summary>Of the head; null: that of the options.</summary>
    internal double? HeadLearningRate { get; private init; }

    /// <summary>Of the last block; null: that of the head.</summary>
    internal double? BodyLearningRate { get; private init; }

    internal double DepthFactor { get; private init; } = 1;

    /// <summary>For instance <c>FineTune(1 + 5 epochs)</c>.</summary>
    public override string ToString() => Epochs is { } epochs ? FormattableString.Invariant($"FineTune({FrozenEpochs} + {epochs} epochs)")
        : Blocks == 0 ? nameof(Frozen) : Blocks == int.MaxValue ? nameof(Everything) : FormattableString.Invariant($"LastBlocks({Blocks})");
}
