namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// A random rectangle of the picture, resized to the whole size (Szegedy et al., "Going deeper with convolutions", 2015; torchvision's <c>RandomResizedCrop</c>): usual for photographs.
/// </summary>
public sealed record ResizedCrop : RandomCrop
{
    /// <summary>The smallest area, as a part of the picture's, in (0, 1].</summary>
    public double MinimumArea { get; init; } = 0.08;

    /// <summary>The largest area, as a part of the picture's, from <see cref="MinimumArea"/> to 1.</summary>
    public double MaximumArea { get; init; } = 1;

    /// <summary>The smallest ratio of width to height, above 0.</summary>
    public double MinimumAspectRatio { get; init; } = 3.0 / 4;

    /// <summary>The largest ratio of width to height, <see cref="MinimumAspectRatio"/> or above.</summary>
    public double MaximumAspectRatio { get; init; } = 4.0 / 3;
}
