namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>All backbones.</summary>
internal static class Architectures
{
    /// <summary>Every backbone, families together, smaller ones first.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        .. Vgg.All, .. ResNet.All, .. MobileNet.All, .. EfficientNet.All, DenseNet.DenseNet121, ConvNeXt.Tiny, VisionTransformer.Base16,
    ];

    /// <summary>The backbone with a name of torchvision's.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Architecture Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(architecture => architecture.Name == name) ?? throw new ArgumentException(
            $"There is no backbone \"{name}\". Use one of {string.Join(", ", All.Select(architecture => architecture.Name))}.", nameof(name));
    }
}
