namespace Microsoft.ML.Data;

/// <summary>How well a multiclass classifier did on a data set.</summary>
public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(double accuracyMicro, double accuracyMacro, double logLoss, double logLossReduction,
        int topKPredictionCount, double[] topKAccuracies, double[] perClassLogLoss, ConfusionMatrix confusionMatrix)
    {
        (MicroAccuracy, MacroAccuracy, LogLoss, LogLossReduction) = (accuracyMicro, accuracyMacro, logLoss, logLossReduction);
        (TopKPredictionCount, TopKAccuracyForAllK) = (topKPredictionCount, topKAccuracies);
        (PerClassLogLoss, ConfusionMatrix) = (perClassLogLoss, confusionMatrix);
    }

    /// <summary>Mean of -ln of the probability given to the true class.</summary>
    public double LogLoss { get; }

    /// <summary>The share by which the loss is below that of guessing by the frequency of the classes.</summary>
    public double LogLossReduction { get; }

    /// <summary>Mean of the classes' own accuracies.</summary>
    public double MacroAccuracy { get; }

    /// <summary>Share of rows predicted right.</summary>
    public double MicroAccuracy { get; }

    public double TopKAccuracy => TopKAccuracyForAllK?.LastOrDefault() ?? 0;
    public int TopKPredictionCount { get; }

    /// <summary>Share of rows whose true class is among the first k, for k from 1 on; null unless asked for.</summary>
    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    public IReadOnlyList<double> PerClassLogLoss { get; }
    public ConfusionMatrix ConfusionMatrix { get; }
}
