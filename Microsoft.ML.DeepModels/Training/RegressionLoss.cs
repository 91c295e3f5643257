using Microsoft.ML.DeepModels.Training.Losses;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>What the training of a regression makes small. A plain value; each Fit makes its own loss from it.</summary>
public sealed record RegressionLoss
{
    private readonly string _name;
    private readonly double _delta;

    private RegressionLoss(string name, double delta = 0)
    {
        _name = name;
        _delta = delta;
    }

    /// <summary>The mean of squared differences: predicts the mean of the labels.</summary>
    public static RegressionLoss MeanSquaredError { get; } = new("mean squared error");

    /// <summary>The mean of absolute differences: predicts the median of the labels.</summary>
    public static RegressionLoss MeanAbsoluteError { get; } = new("mean absolute error");

    /// <summary>Squared for small differences, absolute for large ones (Huber, 1964): outliers pull less.</summary>
    /// <param name="delta">The difference, in units of the label, where one becomes the other; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is not above 0.</exception>
    public static RegressionLoss Huber(double delta = 1) => new("Huber", Require.Positive(delta));

    /// <inheritdoc/>
    public override string ToString() => _delta == 0 ? _name : FormattableString.Invariant($"{_name} (delta {_delta})");

    /// <summary>How much this loss grows when labels and outputs are multiplied by <paramref name="scale"/> from a scale of 1.</summary>
    internal double Growth(double scale) =>
        this == MeanSquaredError ? scale * scale : this == MeanAbsoluteError ? scale : scale * Math.Min(scale, _delta);

    /// <summary>The loss of one training run.</summary>
    internal Loss CreateLoss() =>
        this == MeanSquaredError ? new MeanSquaredError() : this == MeanAbsoluteError ? new MeanAbsoluteError() : new HuberLoss(_delta);
}
