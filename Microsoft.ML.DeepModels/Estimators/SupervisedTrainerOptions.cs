using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a trainer that learns labels from features can be told: its columns, beside how it trains.</summary>
public abstract class SupervisedTrainerOptions : RowTrainerOptions
{
    private protected SupervisedTrainerOptions()
    {
    }

    /// <summary>The column of labels. Multiclass: Key of UInt32, 1-based, 0 is missing; regression: Single.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>The column of features.</summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>The name of the score column that the model adds.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>The name of the predicted label column that a classifier adds.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>
    /// The weight of each class in the loss, in the order of the keys, 0 or above; null: all 1. Classification only.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>How much of each label is spread evenly over all classes, in [0, 1); 0: none. Classification only.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>What a regression makes small. Regression only.</summary>
    public RegressionLoss Loss { get; init; } = RegressionLoss.MeanSquaredError;
}
