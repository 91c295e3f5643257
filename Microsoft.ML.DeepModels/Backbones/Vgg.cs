using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>
/// VGG (Simonyan and Zisserman 2015): five stages of 3x3 convolutions, each with a max-pooling at its end. The layers are torchvision's <c>features</c>: they end
/// with maps 32 times smaller than the image.
/// </summary>
internal static class Vgg
{
    private static readonly int[] s_filters = [64, 128, 256, 512, 512]; // one a stage

    /// <summary>VGG with 11, 13, 16 and 19 layers of weights, without batch normalisation and with it.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        Create("vgg11", [1, 1, 2, 2, 2], false, "vgg11-8a719046", 506.840),
        Create("vgg11_bn", [1, 1, 2, 2, 2], true, "vgg11_bn-6002323d", 506.881),
        Create("vgg13", [2, 2, 2, 2, 2], false, "vgg13-19584684", 507.545),
        Create("vgg13_bn", [2, 2, 2, 2, 2], true, "vgg13_bn-abd245e5", 507.590),
        Create("vgg16", [2, 2, 3, 3, 3], false, "vgg16-397923af", 527.796),
        Create("vgg16_bn", [2, 2, 3, 3, 3], true, "vgg16_bn-6c64b313", 527.866),
        Create("vgg19", [2, 2, 4, 4, 4], false, "vgg19-dcbb9e9d", 548.051),
        Create("vgg19_bn", [2, 2, 4, 4, 4], true, "vgg19_bn-c79401a0", 548.143),
    ];

    private static Architecture Create(string name, int[] convolutions, bool normalise, string file, double megabytes) => new()
    {
        Name = name,
        FeatureWidth = s_filters[^1],
        EndsInMaps = true,
        Top = ["classifier."],
        Published = PublishedWeights.Of(file, megabytes),
        MinimumSize = 1 << s_filters.Length,
        Design = (layers, _) => Design(layers, convolutions, normalise),
    };

    private static void Design(NamedLayers layers, int[] convolutions, bool normalise)
    {
        int module = 0; // torchvision numbers all modules of a list, activations and poolings too
        for (int stage = 0; stage < convolutions.Length; stage++)
        {
            for (int i = 0; i < convolutions[stage]; i++)
            {
                // Without batch normalisation the activation belongs to the convolution, which draws its weights for it where they are drawn at random.
                layers.Add(Layer.Conv2D(s_filters[stage], 3, normalise ? Activation.Linear : Activation.Relu, padding: Padding.Symmetric), $"features.{module++}");
                if (normalise) layers.Add(Layer.BatchNorm(), $"features.{module++}").Add(Layer.Activation(Activation.Relu));
                module++;
            }
            layers.Add(Layer.MaxPool2D(2)).EndBlock();
            module++;
        }
    }
}
