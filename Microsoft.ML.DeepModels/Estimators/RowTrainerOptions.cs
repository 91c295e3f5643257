using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a trainer that learns from rows, each by itself, can be told: how the rows are read, beside how it trains.</summary>
public abstract class RowTrainerOptions : TrainerOptions
{
    private protected RowTrainerOptions()
    {
    }

    /// <summary>The column of example weights (Single, 0 or above); null: all examples weigh the same.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>
    /// The shape of one example: (channels, height, width) for images. Needed where the column's type does not tell it:
    /// flat vectors that are images, encoded images, images of unknown size. Null: as the column says.
    /// </summary>
    public TensorShape? InputShape { get; init; }

    /// <summary>The order of the values of an image in a vector column; <c>ExtractPixels</c> gives planar images by default.</summary>
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.ChannelsFirst;

    /// <summary>Rows with the training columns, on which the model is judged after each epoch; null: none.</summary>
    public IDataView? ValidationSet { get; init; }

    /// <summary>The number of threads that decode encoded images and augment rows, 1 or above; null: as many as there are processors, at most 8.</summary>
    public int? DecodeThreads { get; init; }

    /// <summary>How the feature column is to be understood.</summary>
    internal InputOptions Input
    {
        get
        {
            var reading = NetworkInput.Reading(InputShape, RequiredInput, DefaultShape, ChannelOrder);
            return reading with { FeaturesPerStep = StepFeatures, AllowTokens = reading.AllowTokens || TakesTokens };
        }
    }

    /// <summary>For families that start from a trained network: the input that it was trained on, where it takes no other.</summary>
    private protected virtual NetworkInput? RequiredInput => null;

    /// <summary>For families that know a usual size of images: the one where nothing else tells it.</summary>
    private protected virtual TensorShape? DefaultShape => null;

    /// <summary>For families of images: how training rows are changed at random.</summary>
    internal virtual Augmentation? Changes => null;

    /// <summary>For families of images: which views are scored.</summary>
    internal virtual TestTimeAugmentation? Views => null;

    /// <summary>For families of sequences: the number of values of one step.</summary>
    private protected virtual int? StepFeatures => null;

    /// <summary>For families of sequences: whether features may be keys.</summary>
    private protected virtual bool TakesTokens => false;
}
