using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Losses;
using Microsoft.ML.DeepModels.Training.Metrics;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Which loss a supervised trainer makes small and which metrics it reports; each Fit makes its own from it.</summary>
internal sealed class SupervisedLoss
{
    private readonly Func<Loss> _createLoss;
    private readonly Func<IReadOnlyList<Metric>> _createMetrics;

    private readonly Func<double, double> _growth;

    private SupervisedLoss(Func<Loss> createLoss, Func<IReadOnlyList<Metric>> createMetrics, Func<double, double> growth)
    {
        _growth = growth;
        _createLoss = createLoss;
        _createMetrics = createMetrics;
        // Refuses bad settings now, in the constructor of the trainer, and not after the data has been read.
        createLoss().Dispose();
    }

    /// <summary>The loss that the options ask for.</summary>
    /// <param name="options">the settings of a trainer</param>
    /// <param name="classes">whether the label is a class, not a number</param>
    /// <exception cref="ArgumentException">A setting is for the other task: it would be ignored without a word.</exception>
    public static SupervisedLoss Of(SupervisedTrainerOptions options, bool classes)
    {
        OptionCheck.NotNull(options.Loss);
        string? foreign = classes && options.Loss != RegressionLoss.MeanSquaredError ? nameof(options.Loss)
            : !classes && options.ClassWeights is not null ? nameof(options.ClassWeights)
            : !classes && options.LabelSmoothing != 0 ? nameof(options.LabelSmoothing)
            : null;
        if (foreign is not null)
            throw new ArgumentException($"{foreign} is set, but it is for {(classes ? "regression" : "classification")} only. Leave it at its default.", foreign);
        return classes ? Classes(options.ClassWeights, options.LabelSmoothing) : Numbers(options.Loss);
    }

    /// <summary>Cross-entropy over classes, reported with the accuracy.</summary>
    public static SupervisedLoss Classes(IReadOnlyList<float>? classWeights, double labelSmoothing)
    {
        float[]? weights = classWeights is null ? null : [.. classWeights]; // nobody changes them between two Fits
        return new(() => new CrossEntropy(labelSmoothing, weights), () => [new Accuracy()], _ => 1);
    }

    /// <summary>A loss over numbers, reported with the mean absolute and the root mean squared error.</summary>
    public static SupervisedLoss Numbers(RegressionLoss loss) =>
        new(loss.CreateLoss, () => [new MeanAbsoluteErrorMetric(), new RootMeanSquaredErrorMetric()], loss.Growth);

    /// <summary>Several quantiles of each number, reported with the part of the labels between the outermost.</summary>
    public static SupervisedLoss Quantiles(params double[] levels) => new(() => new QuantileLoss(levels), () => [new CoverageMetric()], scale => scale);

    /// <summary>How much the loss grows with the scale of labels that are numbers; 1 where that is not a finite number above 0.</summary>
    public double Growth(double scale) => _growth(scale) is var growth && growth > 0 && double.IsFinite(growth) ? growth : 1;

    /// <summary>A loss for one Fit, which disposes it.</summary>
    public Loss CreateLoss() => _createLoss();

    /// <summary>Metrics for one Fit, which disposes them.</summary>
    public IReadOnlyList<Metric> CreateMetrics() => _createMetrics();
}
