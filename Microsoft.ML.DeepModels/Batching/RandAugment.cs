namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Some operations on each picture, drawn from a table of fourteen: nothing, shear, translation and rotation, brightness, colour, contrast, sharpness, posterize, solarize, autocontrast
/// and equalize (Cubuk et al., 2020, https://arxiv.org/abs/1909.13719), with the strengths of torchvision's <c>RandAugment</c>. Geometry comes before colours, whatever the order of the draw.
/// </summary>
public sealed record RandAugment
{
    /// <summary>How many operations a picture goes through, 1 or above.</summary>
    public int Operations { get; init; } = 2;

    /// <summary>How strong they are, from 0 to 30.</summary>
    public int Magnitude { get; init; } = 9;

    /// <summary>The largest <see cref="Magnitude"/>.</summary>
    internal const int Strongest = 30;
}
