using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What each value of the rows is like: its least, its largest, its mean and its standard deviation. In the order (channels, height, width).</summary>
internal sealed class FeatureRange
{
    private readonly double[] _minimum, _maximum, _mean, _squares;
    private readonly bool[] _fractions;
    private long _rows;

    private FeatureRange(int width)
    {
        _minimum = new double[width];
        _maximum = new double[width];
        _mean = new double[width];
        _squares = new double[width];
        _fractions = new bool[width];
        Array.Fill(_minimum, double.PositiveInfinity);
        Array.Fill(_maximum, double.NegativeInfinity);
    }

    public ReadOnlySpan<double> Minimum => _minimum;

    public ReadOnlySpan<double> Maximum => _maximum;

    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>The standard deviation of a value over all rows: that of these rows, not an estimate for others.</summary>
    public double Deviation(int index) => Math.Sqrt(_squares[index] / Math.Max(1, _rows));

    /// <summary>Whether a value is a whole number in every row.</summary>
    public bool IsWhole(int index) => !_fractions[index];

    /// <summary>Mean and standard deviation of all values together.</summary>
    public (double Mean, double Deviation) Overall
    {
        get
        {
            double mean = _mean.Average();
            double between = _mean.Sum(value => (value - mean) * (value - mean)), within = _squares.Sum() / Math.Max(1, _rows);
            return (mean, Math.Sqrt((between + within) / _mean.Length));
        }
    }

    /// <summary>Looks at every row once.</summary>
    /// <param name="batches">disposed by the call</param>
    /// <param name="width">the number of values of a row</param>
    public static FeatureRange Of(IEnumerable<Batch> batches, int width)
    {
        var range = new FeatureRange(width);
        foreach (var next in batches)
        {
            using var batch = next;
            range.Add(batch);
        }
        return range;
    }

    private void Add(Batch batch)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var values = batch.Features.reshape(batch.Count, -1).to_type(ScalarType.Float64).cpu(); // (batch, values)
        var least = values.amin([0L]).data<double>().ToArray();
        var largest = values.amax([0L]).data<double>().ToArray();
        var fractions = (values - values.round()).abs().amax([0L]).data<double>().ToArray();
        var mean = values.mean([0L]);
        var means = mean.data<double>().ToArray();
        var squares = (values - mean).Squared().sum([0L]).data<double>().ToArray();
        // Chan, Golub and LeVeque 1983: the sums of squares of two groups of rows.
        long rows = _rows + batch.Count;
        for (int i = 0; i < means.Length; i++)
        {
            double delta = means[i] - _mean[i];
            _minimum[i] = Math.Min(_minimum[i], least[i]);
            _fractions[i] |= fractions[i] != 0;
            _maximum[i] = Math.Max(_maximum[i], largest[i]);
            _squares[i] += squares[i] + delta * delta * ((double)_rows * batch.Count / rows);
            _mean[i] += delta * batch.Count / rows;
        }
        _rows = rows;
    }
}
