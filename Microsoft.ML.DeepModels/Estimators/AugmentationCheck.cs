using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Checks of how images are changed: the message names the property, what was given and what is legal.</summary>
internal static class AugmentationCheck
{
    private const string Prefix = nameof(ImageTrainerOptions.Augmentation) + ".";

    public static void Training(Augmentation augmentation)
    {
        Require.Within(augmentation.HorizontalFlip, 0, 1, Prefix + nameof(Augmentation.HorizontalFlip));
        Require.Within(augmentation.VerticalFlip, 0, 1, Prefix + nameof(Augmentation.VerticalFlip));
        Require.Within(augmentation.Rotation, 0, 180, Prefix + nameof(Augmentation.Rotation));
        Require.AtLeastZero(augmentation.Mixup, Prefix + nameof(Augmentation.Mixup));
        Require.AtLeastZero(augmentation.CutMix, Prefix + nameof(Augmentation.CutMix));
        if (augmentation.Crop is { } crop) Crop(crop, $"{Prefix}{nameof(Augmentation.Crop)}.");
        if (augmentation.ColorJitter is { } jitter) Jitter(jitter, $"{Prefix}{nameof(Augmentation.ColorJitter)}.");
        if (augmentation.Erasing is { } erasing) Erasing(erasing, $"{Prefix}{nameof(Augmentation.Erasing)}.");
        if (augmentation.RandAugment is { } operations) Operations(operations, $"{Prefix}{nameof(Augmentation.RandAugment)}.");
    }

    public static void Scoring(TestTimeAugmentation views)
    {
        const string Name = nameof(ImageTrainerOptions.TestTimeAugmentation);
        Require.BelowOne(views.FiveCrops, $"{Name}.{nameof(views.FiveCrops)}");
        if (views is { HorizontalFlip: false, FiveCrops: 0 })
        {
            throw new ArgumentException($"{Name} has neither {nameof(views.HorizontalFlip)} nor {nameof(views.FiveCrops)}, so there is no view beside the image itself. " +
                "Set one of them, or leave it null.", Name);
        }
    }

    private static void Crop(RandomCrop crop, string prefix)
    {
        if (crop is ResizedCrop resized)
        {
            Require.ShrinkFactor(resized.MinimumArea, prefix + nameof(resized.MinimumArea));
            Require.Within(resized.MaximumArea, resized.MinimumArea, 1, prefix + nameof(resized.MaximumArea));
            Require.Positive(resized.MinimumAspectRatio, prefix + nameof(resized.MinimumAspectRatio));
            Require.Within(resized.MaximumAspectRatio, resized.MinimumAspectRatio, double.MaxValue, prefix + nameof(resized.MaximumAspectRatio));
        }
        else if (crop is PaddedCrop padded)
        {
            Require.Within(padded.Pixels, 1, 1 << 20, prefix + nameof(padded.Pixels));
        }
    }

    private static void Jitter(ColorJitter jitter, string prefix)
    {
        Require.AtLeastZero(jitter.Brightness, prefix + nameof(jitter.Brightness));
        Require.AtLeastZero(jitter.Contrast, prefix + nameof(jitter.Contrast));
        Require.AtLeastZero(jitter.Saturation, prefix + nameof(jitter.Saturation));
        Require.Within(jitter.Hue, 0, 0.5, prefix + nameof(jitter.Hue));
    }

    private static void Erasing(RandomErasing erasing, string prefix)
    {
        Require.Within(erasing.Probability, 0, 1, prefix + nameof(erasing.Probability));
        Require.Positive(erasing.MinimumArea, prefix + nameof(erasing.MinimumArea));
        Require.BelowOne(erasing.MaximumArea, prefix + nameof(erasing.MaximumArea));
        Require.Within(erasing.MaximumArea, erasing.MinimumArea, 1, prefix + nameof(erasing.MaximumArea));
        Require.Positive(erasing.MinimumAspectRatio, prefix + nameof(erasing.MinimumAspectRatio));
        Require.Within(erasing.MaximumAspectRatio, erasing.MinimumAspectRatio, double.MaxValue, prefix + nameof(erasing.MaximumAspectRatio));
    }

    private static void Operations(RandAugment operations, string prefix)
    {
        Require.AtLeastOne(operations.Operations, prefix + nameof(operations.Operations));
        Require.Within(operations.Magnitude, 0, RandAugment.Strongest, prefix + nameof(operations.Magnitude));
    }
}
