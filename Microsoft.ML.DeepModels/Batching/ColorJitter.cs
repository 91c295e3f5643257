namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Random changes of colour, in random order, as torchvision's <c>ColorJitter</c> makes them. Values stay from 0 to 1. Images of one channel have no saturation and no hue to change.
/// </summary>
public sealed record ColorJitter
{
    /// <summary>b: the picture is multiplied by a factor from 1 - b (at least 0) to 1 + b; 0 or above.</summary>
    public double Brightness { get; init; }

    /// <summary>c: distances from the picture's mean grey are multiplied by a factor from 1 - c (at least 0) to 1 + c; 0 or above.</summary>
    public double Contrast { get; init; }

    /// <summary>s: distances of each pixel from its grey are multiplied by a factor from 1 - s (at least 0) to 1 + s; 0 or above.</summary>
    public double Saturation { get; init; }

    /// <summary>h: hues are turned by up to this part of the colour circle, either way; from 0 to 0.5.</summary>
    public double Hue { get; init; }

    internal bool IsOff => Brightness == 0 && Contrast == 0 && Saturation == 0 && Hue == 0;
}
