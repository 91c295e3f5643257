namespace Microsoft.ML.DeepModels.Backbones;

public sealed partial class Backbone
{
    /// <summary>All architectures, families together, smaller ones first.</summary>
    public static IReadOnlyList<Backbone> All { get; } = [.. Architectures.All.Select(architecture => new Backbone(new ArchitectureSource(architecture, null, false)))];

    /// <summary>VGG with 11 layers (Simonyan and Zisserman, 2015, https://arxiv.org/abs/1409.1556); features are maps of 512 channels.</summary>
    public static Backbone Vgg11 => Named("vgg11");

    /// <summary><see cref="Vgg11"/> with batch normalisation.</summary>
    public static Backbone Vgg11BatchNorm => Named("vgg11_bn");

    /// <summary>VGG with 13 layers; features are maps of 512 channels.</summary>
    public static Backbone Vgg13 => Named("vgg13");

    /// <summary><see cref="Vgg13"/> with batch normalisation.</summary>
    public static Backbone Vgg13BatchNorm => Named("vgg13_bn");

    /// <summary>VGG with 16 layers; features are maps of 512 channels.</summary>
    public static Backbone Vgg16 => Named("vgg16");

    /// <summary><see cref="Vgg16"/> with batch normalisation.</summary>
    public static Backbone Vgg16BatchNorm => Named("vgg16_bn");

    /// <summary>VGG with 19 layers; features are maps of 512 channels.</summary>
    public static Backbone Vgg19 => Named("vgg19");

    /// <summary><see cref="Vgg19"/> with batch normalisation.</summary>
    public static Backbone Vgg19BatchNorm => Named("vgg19_bn");

    /// <summary>Residual network with 18 layers (He et al., 2016, https://arxiv.org/abs/1512.03385); 512 features.</summary>
    public static Backbone ResNet18 => Named("resnet18");

    /// <summary>Residual network with 34 layers; 512 features.</summary>
    public static Backbone ResNet34 => Named("resnet34");

    /// <summary>Residual network with 50 layers; 2048 features.</summary>
    public static Backbone ResNet50 => Named("resnet50");

    /// <summary>Residual network with 101 layers; 2048 features.</summary>
    public static Backbone ResNet101 => Named("resnet101");

    /// <summary>Residual network with 152 layers; 2048 features.</summary>
    public static Backbone ResNet152 => Named("resnet152");

    /// <summary>Residual network with 50 layers and 32 groups of 4 channels (Xie et al., 2017, https://arxiv.org/abs/1611.05431); 2048 features.</summary>
    public static Backbone ResNeXt50 => Named("resnext50_32x4d");

    /// <summary>MobileNet, version 2 (Sandler et al., 2018, https://arxiv.org/abs/1801.04381); 1280 features.</summary>
    public static Backbone MobileNetV2 => Named("mobilenet_v2");

    /// <summary>MobileNet, version 3, small (Howard et al., 2019, https://arxiv.org/abs/1905.02244); 576 features.</summary>
    public static Backbone MobileNetV3Small => Named("mobilenet_v3_small");

    /// <summary>MobileNet, version 3, large; 960 features.</summary>
    public static Backbone MobileNetV3Large => Named("mobilenet_v3_large");

    /// <summary>EfficientNet B0 (Tan and Le, 2019, https://arxiv.org/abs/1905.11946); 1280 features.</summary>
    public static Backbone EfficientNetB0 => Named("efficientnet_b0");

    /// <summary>EfficientNet B1, for images of 240x240; 1280 features.</summary>
    public static Backbone EfficientNetB1 => Named("efficientnet_b1");

    /// <summary>EfficientNet B2, for images of 288x288; 1408 features.</summary>
    public static Backbone EfficientNetB2 => Named("efficientnet_b2");

    /// <summary>EfficientNet B3, for images of 300x300; 1536 features.</summary>
    public static Backbone EfficientNetB3 => Named("efficientnet_b3");

    /// <summary>EfficientNet B4, for images of 380x380; 1792 features.</summary>
    public static Backbone EfficientNetB4 => Named("efficientnet_b4");

    /// <summary>Densely connected network with 121 layers (Huang et al., 2017, https://arxiv.org/abs/1608.06993); 1024 features.</summary>
    public static Backbone DenseNet121 => Named("densenet121");

    /// <summary>ConvNeXt, tiny (Liu et al., 2022, https://arxiv.org/abs/2201.03545); 768 features.</summary>
    public static Backbone ConvNeXtTiny => Named("convnext_tiny");

    /// <summary>Vision transformer, base, with patches of 16x16 (Dosovitskiy et al., 2021, https://arxiv.org/abs/2010.11929); 768 features. Heights and widths are multiples of 16.</summary>
    public static Backbone VitB16 => Named("vit_b_16");

    /// <summary>The architecture of a name, as torchvision has it: "resnet50".</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static Backbone Named(string name)
    {
        Architectures.Named(name); // which says what there is
        return All.First(backbone => backbone.Name == name);
    }

    /// <summary>The same architecture with weights from a file.</summary>
    /// <param name="path">
    /// of a PyTorch state dictionary (.pth or .pt, the zip format and the older one), a .safetensors file, or a model of this library that begins with this architecture, or of a folder that has one under the published file's name or the
    /// architecture's. It is read when a trainer is fitted
    /// </param>
    /// <exception cref="InvalidOperationException">The backbone was taken from a model and has its weights.</exception>
    public Backbone WithWeights(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(Architecture(nameof(WithWeights)).With(path, false));
    }

    /// <summary>The same architecture with weights drawn at random, to be trained from scratch.</summary>
    /// <exception cref="InvalidOperationException">The backbone was taken from a model and has its weights.</exception>
    public Backbone WithRandomWeights() => new(Architecture(nameof(WithRandomWeights)).With(null, true));

    /// <summary>
    /// The file of weights as a Fit would find it: at the path that was given, or else in the folders that the environment variable DEEPMODELS_WEIGHTS names, the user's cache, or
    /// PyTorch's cache. Null where there is none.
    /// </summary>
    /// <exception cref="InvalidOperationException">The backbone was taken from a model and has its weights.</exception>
    public string? FindWeights() => Architecture(nameof(FindWeights)).Find();

    /// <summary>
    /// Downloads the weights that torchvision publishes into the user's cache, unless <see cref="FindWeights"/> finds some; a download that was broken off goes on where it ended.
    /// Its size is checked, and the digits of its SHA-256 that torchvision publishes in the file's name.
    /// </summary>
    /// <param name="progress">told how far it is, about once a megabyte</param>
    /// <param name="cancellationToken">ends the download; what has come is kept for the next one</param>
    /// <returns>the path of the file</returns>
    /// <exception cref="IOException">There is no network, or the folder cannot be written to; the message names the file, where it was looked for and how else to provide it.</exception>
    /// <exception cref="InvalidDataException">What came is not the published file.</exception>
    /// <exception cref="InvalidOperationException">The backbone was taken from a model and has its weights.</exception>
    public string DownloadWeights(IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Architecture(nameof(DownloadWeights)).Download(progress, cancellationToken);

    private ArchitectureSource Architecture(string method) => Source as ArchitectureSource
        ?? throw new InvalidOperationException($"{method} is for architectures of torchvision. This backbone, {Name}, has its weights from the model that it was taken from.");
}
