namespace Microsoft.ML.DeepModels.Batching.Augmenting;

/// <summary>The operations that RandAugment draws from.</summary>
internal enum RandAugmentOperation
{
    Identity,
    ShearX,
    ShearY,
    TranslateX,
    TranslateY,
    Rotate,
    Brightness,
    Color,
    Contrast,
    Sharpness,
    Posterize,
    Solarize,
    AutoContrast,
    Equalize,
}
