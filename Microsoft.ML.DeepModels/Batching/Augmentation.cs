namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// How images are changed at random in training, so that a network learns what is left when position, light and the like vary. A plain value: what is
/// not set is off. Only training rows are changed, anew in each epoch; rows for validation and rows that are scored are not.
/// </summary>
/// <remarks>
/// <para>The order is: crop, flips, rotation and the geometry of <see cref="RandAugment"/>, all in one bilinear pass; then <see cref="ColorJitter"/>, the
/// colours of <see cref="RandAugment"/>, and <see cref="Erasing"/>; then, over the whole batch, <see cref="Mixup"/> or <see cref="CutMix"/>. What is turned or moved in from
/// outside of the picture is 0 (black).</para>
/// <para>What happens to a row follows from the seed, the epoch and the row: not from the number of threads, nor from whether rows are kept in memory.
/// Only <see cref="Mixup"/> and <see cref="CutMix"/> follow from which rows share a batch, too.</para>
/// <para><see cref="ColorJitter"/> and <see cref="RandAugment"/> need images of one or three channels with values from 0 to 1, which all image columns
/// and vectors of bytes have; other values in a vector of Single end Fit with an error. The rest takes any number of channels and any values.</para>
/// </remarks>
public sealed record Augmentation
{
    /// <summary>For most photographs: crops of half of the picture or more, horizontal flips and light changes of colour.</summary>
    public static Augmentation Standard { get; } = new()
    {
        Crop = new ResizedCrop { MinimumArea = 0.5 },
        HorizontalFlip = 0.5,
        ColorJitter = new ColorJitter { Brightness = 0.2, Contrast = 0.2, Saturation = 0.2 }
    };

    /// <summary>Which part of the picture is taken: a <see cref="ResizedCrop"/> or a <see cref="PaddedCrop"/>; null: the whole.</summary>
    public RandomCrop? Crop { get; init; }

    /// <summary>The probability that left and right change places, from 0 to 1.</summary>
    public double HorizontalFlip { get; init; }

    /// <summary>The probability that top and bottom change places, from 0 to 1.</summary>
    public double VerticalFlip { get; init; }

    /// <summary>The largest angle, in degrees, by which a picture is turned about its centre, either way; from 0 to 180.</summary>
    public double Rotation { get; init; }

    /// <summary>Changes of brightness, contrast, saturation and hue; null: none.</summary>
    public ColorJitter? ColorJitter { get; init; }

    /// <summary>A rectangle that is erased; null: none.</summary>
    public RandomErasing? Erasing { get; init; }

    /// <summary>Some operations of a fixed table on each picture; null: none.</summary>
    public RandAugment? RandAugment { get; init; }

    /// <summary>
    /// The alpha of mixup (Zhang et al., 2018, https://arxiv.org/abs/1710.09412), 0 or above; 0: off. Each row becomes lambda times itself plus 1 - lambda times another
    /// row of its batch, with one lambda a batch from Beta(alpha, alpha), and its loss is lambda times that of its own label plus 1 - lambda times that of the other's; 0.2 is usual.
    /// For numbers with the mean squared error this is, up to a constant, the error to the mixed label; with other losses it is not.
    /// </summary>
    public double Mixup { get; init; }

    /// <summary>
    /// The alpha of CutMix (Yun et al., 2019, https://arxiv.org/abs/1905.04899), 0 or above; 0: off. As <see cref="Mixup"/>, but a rectangle of another row takes the place of this
    /// row's, and lambda is the part of the area that is left; 1 is usual. Where both are set, each batch takes one of them, each as often as the other.
    /// </summary>
    public double CutMix { get; init; }

    /// <summary>Whether colours are changed, so that values have to be from 0 to 1.</summary>
    internal bool ChangesColors => RandAugment is not null || ColorJitter is { IsOff: false };

    /// <summary>Whether rows of a batch are mixed.</summary>
    internal bool Mixes => Mixup > 0 || CutMix > 0;
}
