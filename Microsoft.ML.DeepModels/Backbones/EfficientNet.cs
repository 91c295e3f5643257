using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>EfficientNet (Tan and Le 2019): one network of inverted residual blocks, wider and deeper for larger images.</summary>
internal static class EfficientNet
{
    private const double LastStochasticDepth = 0.2;

    // Channels and blocks are those of B0.
    private static readonly (int Expansion, int Kernel, int Stride, int Filters, int Blocks)[] s_stages =
    [
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
    ];

    /// <summary>B0 to B4. Files of B0, B2, B3 and B4 have the names of torchvision 0.17, for the hashes in the names of 0.14 were not those of the files.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        Create("efficientnet_b0", 1.0, 1.0, 224, "efficientnet_b0_rwightman-7f5810bc", 20.451),
        Create("efficientnet_b1", 1.0, 1.1, 240, "efficientnet_b1-c27df63c", 30.136),
        Create("efficientnet_b2", 1.1, 1.2, 288, "efficientnet_b2_rwightman-c35c1473", 35.174),
        Create("efficientnet_b3", 1.2, 1.4, 300, "efficientnet_b3_rwightman-b3899882", 47.184),
        Create("efficientnet_b4", 1.4, 1.8, 380, "efficientnet_b4_rwightman-23ab8bcd", 74.489),
    ];

    private static Architecture Create(string name, double width, double depth, int size, string file, double megabytes) => new()
    {
        Name = name,
        InputShape = TensorShape.Image(3, size, size),
        FeatureWidth = 4 * Channels.Rounded(s_stages[^1].Filters * width),
        Top = ["classifier."],
        Published = PublishedWeights.Of(file, megabytes),
        Design = (layers, _) => Design(layers, width, depth),
    };

    private static void Design(NamedLayers layers, double width, double depth)
    {
        int channels = Channels.Rounded(32 * width), done = 0, all = s_stages.Sum(stage => Deep(stage.Blocks, depth));
        layers.ConvolutionBlock("features.0", channels, 3, Activation.Silu, stride: 2).EndBlock();
        for (int s = 0; s < s_stages.Length; s++)
        {
            var stage = s_stages[s];
            int filters = Channels.Rounded(stage.Filters * width);
            for (int i = 0; i < Deep(stage.Blocks, depth); i++)
            {
                int stride = i == 0 ? stage.Stride : 1;
                var body = Block($"features.{s + 1}.{i}.block", channels, Channels.Rounded(channels * stage.Expansion), filters, stage.Kernel, stride);
                double rate = LastStochasticDepth * done++ / all;
                if (stride != 1 || channels != filters) layers.Add(body);
                else layers.Residual(rate > 0 ? body.Add(Layer.StochasticDepth(rate)) : body);
                layers.EndBlock();
                channels = filters;
            }
        }
        layers.ConvolutionBlock($"features.{s_stages.Length + 1}", 4 * channels, 1, Activation.Silu).Add(Layer.GlobalAveragePool2D()).EndBlock();
    }

    private static NamedLayers Block(string name, int channels, int width, int filters, int kernel, int stride)
    {
        int part = 0;
        var body = new NamedLayers();
        if (width != channels) body.ConvolutionBlock($"{name}.{part++}", width, 1, Activation.Silu);
        return body.ConvolutionBlock($"{name}.{part++}", width, kernel, Activation.Silu, stride, width)
            .Add(Layer.SqueezeExcitation(Math.Max(1, channels / 4), Activation.Silu), $"{name}.{part++}")
            .ConvolutionBlock($"{name}.{part}", filters, 1, Activation.Linear);
    }

    private static int Deep(int blocks, double depth) => (int)Math.Ceiling(blocks * depth);
}
