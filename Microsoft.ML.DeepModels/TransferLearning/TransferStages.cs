namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>Which layers of a network are trained when, and at which rate.</summary>
internal sealed class TransferStages
{
    private readonly IReadOnlyList<int> _ends;
    private readonly int _body;
    private readonly double _bodyRate, _depthFactor;
    private readonly int _frozenEpochs;

    /// <param name="training">what the user asked for</param>
    /// <param name="blocks">the number of layers at the end of each block of the backbone; the last is that of all of it</param>
    /// <param name="headRate">the learning rate of the head</param>
    /// <param name="keepStatistics">whether batch normalisation in the backbone keeps its statistics</param>
    public TransferStages(TransferTraining training, IReadOnlyList<int> blocks, double headRate, bool keepStatistics)
    {
        _ends = blocks;
        _body = blocks[^1];
        _bodyRate = (training.BodyLearningRate ?? headRate) / headRate;
        _depthFactor = training.DepthFactor;
        _frozenEpochs = training.FrozenEpochs;
        LastFrozen = training.Blocks >= blocks.Count ? 0 : training.Blocks == 0 ? _body : blocks[^(training.Blocks + 1)];
        StatisticsFrom = keepStatistics ? _body : 0;
    }

    /// <summary>How many layers are never trained.</summary>
    public int LastFrozen { get; }

    /// <summary>Batch normalisation in layers before this one keeps its statistics.</summary>
    public int StatisticsFrom { get; }

    /// <summary>How many layers are frozen in an epoch, counted from 0.</summary>
    public int FrozenIn(int epoch) => epoch < _frozenEpochs ? _body : LastFrozen;

    /// <summary>The block of a layer: its first layer, and its learning rate over that of the head.</summary>
    public (int FirstLayer, double Rate) BlockOf(int layer)
    {
        if (layer >= _body) return (_body, 1);
        int block = 0;
        while (_ends[block] <= layer) block++;
        return (block == 0 ? 0 : _ends[block - 1], _bodyRate * Math.Pow(_depthFactor, _ends.Count - 1 - block));
    }
}
