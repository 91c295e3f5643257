namespace Microsoft.ML.DeepModels.Batching.Augmenting;

/// <summary>A change of colours; the value that some of them take is said there.</summary>
internal enum ColorOperation
{
    /// <summary>A factor, 0 or above.</summary>
    Brightness,

    /// <summary>A factor, 0 or above.</summary>
    Contrast,

    /// <summary>A factor, 0 or above.</summary>
    Saturation,

    /// <summary>A part of the colour circle, from -0.5 to 0.5.</summary>
    Hue,

    /// <summary>0 blurs, 1 changes nothing, above 1 sharpens.</summary>
    Sharpness,

    /// <summary>The number of bits that are left of 8.</summary>
    Posterize,

    /// <summary>The value from which on colours are inverted, from 0 to 255.</summary>
    Solarize,

    AutoContrast,
    Equalize,
}
