namespace Microsoft.ML.DeepModels.Batching;

/// <summary>What the labels of the rows in use look like.</summary>
internal sealed class LabelStatistics(LabelKind kind)
{
    private readonly SortedDictionary<int, long> _classes = [];
    private double _weight;
    private double _squares;

    /// <summary>The number of labels.</summary>
    public long Count { get; private set; }

    /// <summary>How many rows each class has that occurs at all; the key is the class index, from 0.</summary>
    public IReadOnlyDictionary<int, long> Classes => _classes;

    /// <summary>The mean of Single labels by their weights; NaN without any.</summary>
    public double Mean { get; private set; } = double.NaN;

    /// <summary>The standard deviation of Single labels, divided by their weights; NaN without any.</summary>
    public double StandardDeviation => _weight == 0 || kind != LabelKind.Single ? double.NaN : Math.Sqrt(_squares / _weight);

    /// <summary>Adds a row.</summary>
    public void Add(in Target target)
    {
        Count++;
        if (kind == LabelKind.Key)
        {
            _classes[target.Class] = _classes.GetValueOrDefault(target.Class) + 1;
        }
        else if (kind == LabelKind.Single && target.Weight > 0)
        {
            // Welford 1962, with weights: West 1979.
            double before = _weight == 0 ? 0 : Mean, delta = target.Value - before;
            _weight += target.Weight;
            Mean = before + delta * target.Weight / _weight;
            _squares += target.Weight * delta * (target.Value - Mean);
        }
    }
}
