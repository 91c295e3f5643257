using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>MobileNetV2 (Sandler et al. 2018) and MobileNetV3 (Howard et al. 2019): inverted residual blocks around a depthwise convolution.</summary>
internal static class MobileNet
{
    private const Activation Relu = Activation.Relu, Swish = Activation.HardSwish;

    /// <summary>MobileNetV2, MobileNetV3 small and large.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        Create("mobilenet_v2", 1280, "mobilenet_v2-7ebf99e0", 13.598, DesignSecond),
        Create("mobilenet_v3_small", 576, "mobilenet_v3_small-047dcff4", 9.829, layers => DesignThird(layers,
        [
            new(3, 16, 16, true, Relu, 2),
            new(3, 72, 24, false, Relu, 2),
            new(3, 88, 24, false, Relu, 1),
            new(5, 96, 40, true, Swish, 2),
            new(5, 240, 40, true, Swish, 1),
            new(5, 240, 40, true, Swish, 1),
            new(5, 120, 48, true, Swish, 1),
            new(5, 144, 48, true, Swish, 1),
            new(5, 288, 96, true, Swish, 2),
            new(5, 576, 96, true, Swish, 1),
            new(5, 576, 96, true, Swish, 1),
        ])),
        Create("mobilenet_v3_large", 960, "mobilenet_v3_large-5c1a4163", 21.107, layers => DesignThird(layers,
        [
            new(3, 16, 16, false, Relu, 1),
            new(3, 64, 24, false, Relu, 2),
            new(3, 72, 24, false, Relu, 1),
            new(5, 72, 40, true, Relu, 2),
            new(5, 120, 40, true, Relu, 1),
            new(5, 120, 40, true, Relu, 1),
            new(3, 240, 80, false, Swish, 2),
            new(3, 200, 80, false, Swish, 1),
            new(3, 184, 80, false, Swish, 1),
            new(3, 184, 80, false, Swish, 1),
            new(3, 480, 112, true, Swish, 1),
            new(3, 672, 112, true, Swish, 1),
            new(5, 672, 160, true, Swish, 2),
            new(5, 960, 160, true, Swish, 1),
            new(5, 960, 160, true, Swish, 1),
        ])),
    ];

    private static Architecture Create(string name, int features, string file, double megabytes, Action<NamedLayers> design) => new()
    {
        Name = name,
        FeatureWidth = features,
        Top = ["classifier."],
        Published = PublishedWeights.Of(file, megabytes),
        Design = (layers, _) => design(layers),
    };

    private static void DesignSecond(NamedLayers layers)
    {
        (int Expansion, int Filters, int Blocks, int Stride)[] stages = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];
        int channels = 32, module = 0;
        layers.ConvolutionBlock($"features.{module++}", channels, 3, Activation.Relu6, stride: 2).EndBlock();
        foreach (var stage in stages)
        {
            for (int i = 0; i < stage.Blocks; i++)
            {
                int stride = i == 0 ? stage.Stride : 1, width = channels * stage.Expansion, part = 0;
                string name = $"features.{module++}.conv";
                var body = new NamedLayers();
                if (width != channels) body.ConvolutionBlock($"{name}.{part++}", width, 1, Activation.Relu6);
                body.ConvolutionBlock($"{name}.{part++}", width, 3, Activation.Relu6, stride, width)
                    .Convolution($"{name}.{part++}", stage.Filters, 1).Add(Layer.BatchNorm(), $"{name}.{part}");
                Close(layers, body, stride == 1 && channels == stage.Filters);
                channels = stage.Filters;
            }
        }
        layers.ConvolutionBlock($"features.{module}", 1280, 1, Activation.Relu6).Add(Layer.GlobalAveragePool2D()).EndBlock();
    }

    private static void DesignThird(NamedLayers layers, Block[] blocks)
    {
        var norm = Layer.BatchNorm(0.01, 0.001);
        int channels = 16, module = 0;
        layers.ConvolutionBlock($"features.{module++}", channels, 3, Swish, stride: 2, norm: norm).EndBlock();
        foreach (var block in blocks)
        {
            string name = $"features.{module++}.block";
            int part = 0;
            var body = new NamedLayers();
            if (block.Width != channels) body.ConvolutionBlock($"{name}.{part++}", block.Width, 1, block.Activation, norm: norm);
            body.ConvolutionBlock($"{name}.{part++}", block.Width, block.Kernel, block.Activation, block.Stride, block.Width, norm);
            if (block.Squeeze) body.Add(Layer.SqueezeExcitation(Channels.Rounded(block.Width / 4), gate: Activation.HardSigmoid), $"{name}.{part++}");
            body.ConvolutionBlock($"{name}.{part}", block.Filters, 1, Activation.Linear, norm: norm);
            Close(layers, body, block.Stride == 1 && channels == block.Filters);
            channels = block.Filters;
        }
        layers.ConvolutionBlock($"features.{module}", 6 * channels, 1, Swish, norm: norm).Add(Layer.GlobalAveragePool2D()).EndBlock();
    }

    private static void Close(NamedLayers layers, NamedLayers body, bool residual)
    {
        if (residual) layers.Residual(body);
        else layers.Add(body);
        layers.EndBlock();
    }

    /// <summary>A block of MobileNetV3: the window of the depthwise convolution, its width, what comes out, and whether channels have gates.</summary>
    private readonly record struct Block(int Kernel, int Width, int Filters, bool Squeeze, Activation Activation, int Stride);
}
