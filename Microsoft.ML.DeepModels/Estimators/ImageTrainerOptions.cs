using Microsoft.ML.DeepModels.Batching;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a trainer that learns labels from images can be told: how images are changed at random while it learns, and which views of them are scored.</summary>
public abstract class ImageTrainerOptions : SupervisedTrainerOptions
{
    private protected ImageTrainerOptions()
    {
    }

    /// <summary>How training images are changed at random, anew in each epoch; null: they are not. Images only. Neither rows for validation nor rows that are scored are changed.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Which views of an image the trained network scores, taking the mean of their scores; null: the image alone. Images only. Validation in training scores the image alone.</summary>
    public TestTimeAugmentation? TestTimeAugmentation { get; init; }

    internal sealed override Augmentation? Changes => Augmentation;

    /// <summary>Whether rows of a batch are mixed.</summary>
    internal bool MixesRows => Augmentation is { Mixes: true };

    internal sealed override TestTimeAugmentation? Views => TestTimeAugmentation;
}
