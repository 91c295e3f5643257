using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a trainer that learns labels from features can be told: its columns, beside how it trains.</summary>
public abstract class SupervisedTrainerOptions : TrainerOptions
{
    private protected SupervisedTrainerOptions()
    {
    }

    /// <summary>The column of labels. Multiclass: Key of UInt32, 1-based, 0 is missing; regression: Single.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>The column of features.</summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>The column of example weights (Single, 0 or above); null: all examples weigh the same.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>The name of the score column that the model adds.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>The name of the predicted label column that a classifier adds.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>
    /// The shape of one example: (channels, height, width) for images. Needed where the column's type does not tell it:
    /// flat vectors that are images, encoded images, images of unknown size. Null: as the column says.
    /// </summary>
    public TensorShape? InputShape { get; init; }

    /// <summary>The order of the values of an image in a vector column; <c>ExtractPixels</c> gives planar images by default.</summary>
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.ChannelsFirst;

    /// <summary>Rows with the training columns, on which the model is judged after each epoch; null: none.</summary>
    public IDataView? ValidationSet { get; init; }

    /// <summary>The number of threads that decode encoded images, 1 or above; null: as many as there are processors, at most 8.</summary>
    public int? DecodeThreads { get; init; }

    /// <summary>
    /// The weight of each class in the loss, in the order of the keys, 0 or above; null: all 1. Classification only.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>How much of each label is spread evenly over all classes, in [0, 1); 0: none. Classification only.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>What a regression makes small. Regression only.</summary>
    public RegressionLoss Loss { get; init; } = RegressionLoss.MeanSquaredError;

    /// <summary>How the feature column is to be understood.</summary>
    internal InputOptions Input => new() { Shape = InputShape, ChannelOrder = ChannelOrder, FeaturesPerStep = StepFeatures, AllowTokens = TakesTokens };

    /// <summary>For families of sequences: the number of values of one step.</summary>
    private protected virtual int? StepFeatures => null;

    /// <summary>For families of sequences: whether features may be keys.</summary>
    private protected virtual bool TakesTokens => false;
}
