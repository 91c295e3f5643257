namespace Microsoft.ML.DeepModels.Batching.Augmenting;

/// <summary>How strong the operations of RandAugment are, as in torchvision.</summary>
internal static class RandAugmentTable
{
    /// <summary>The number of operations.</summary>
    public const int Count = (int)RandAugmentOperation.Equalize + 1;

    /// <summary>Whether an operation goes either way, each as often as the other.</summary>
    public static bool IsSigned(RandAugmentOperation operation) => operation is > RandAugmentOperation.Identity and < RandAugmentOperation.Posterize;

    /// <summary>What an operation takes.</summary>
    /// <param name="operation">which one</param>
    /// <param name="magnitude">from 0 to <see cref="RandAugment.Strongest"/></param>
    /// <param name="height">of the picture</param>
    /// <param name="width">of the picture</param>
    public static double Level(RandAugmentOperation operation, int magnitude, int height, int width)
    {
        double part = magnitude / (double)RandAugment.Strongest;
        return operation switch
        {
            RandAugmentOperation.ShearX or RandAugmentOperation.ShearY => 0.3 * part,
            RandAugmentOperation.TranslateX => (int)(150.0 / 331 * width * part),
            RandAugmentOperation.TranslateY => (int)(150.0 / 331 * height * part),
            RandAugmentOperation.Rotate => 30 * part,
            RandAugmentOperation.Brightness or RandAugmentOperation.Color or RandAugmentOperation.Contrast or RandAugmentOperation.Sharpness => 0.9 * part,
            RandAugmentOperation.Posterize => 8 - Math.Round(4 * part),
            RandAugmentOperation.Solarize => 255 - 255 * part,
            _ => 0
        };
    }

    /// <summary>The geometry of an operation; null: it has none.</summary>
    public static AffineMap? Geometry(RandAugmentOperation operation, double level, int height, int width) => operation switch
    {
        RandAugmentOperation.ShearX => AffineMap.ShearX(level),
        RandAugmentOperation.ShearY => AffineMap.ShearY(level),
        RandAugmentOperation.TranslateX => AffineMap.Translate(level, 0),
        RandAugmentOperation.TranslateY => AffineMap.Translate(0, level),
        RandAugmentOperation.Rotate => AffineMap.Rotate(level, height, width),
        _ => null
    };

    /// <summary>The change of colours of an operation; null: it has none.</summary>
    public static ColorStep? Color(RandAugmentOperation operation, double level) => operation switch
    {
        RandAugmentOperation.Brightness => new(ColorOperation.Brightness, (float)(1 + level)),
        RandAugmentOperation.Color => new(ColorOperation.Saturation, (float)(1 + level)),
        RandAugmentOperation.Contrast => new(ColorOperation.Contrast, (float)(1 + level)),
        RandAugmentOperation.Sharpness => new(ColorOperation.Sharpness, (float)(1 + level)),
        RandAugmentOperation.Posterize => new(ColorOperation.Posterize, (float)level),
        RandAugmentOperation.Solarize => new(ColorOperation.Solarize, (float)level),
        RandAugmentOperation.AutoContrast => new(ColorOperation.AutoContrast, 0),
        RandAugmentOperation.Equalize => new(ColorOperation.Equalize, 0),
        _ => null
    };
}
