using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>
/// Residual networks (He et al. 2016) as torchvision has them, with the stride in the 3x3 convolution of a bottleneck, and ResNeXt (Xie et al. 2017), where that
/// convolution is grouped.
/// </summary>
internal static class ResNet
{
    private const int Expansion = 4; // of the filters at the end of a bottleneck

    /// <summary>ResNet with 18 to 152 layers of weights, and ResNeXt-50 with 32 groups of 4 filters.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        Create("resnet18", [2, 2, 2, 2], false, "resnet18-f37072fd", 44.661),
        Create("resnet34", [3, 4, 6, 3], false, "resnet34-b627a593", 83.275),
        Create("resnet50", [3, 4, 6, 3], true, "resnet50-11ad3fa6", 97.790),
        Create("resnet101", [3, 4, 23, 3], true, "resnet101-cd907fc2", 170.530),
        Create("resnet152", [3, 8, 36, 3], true, "resnet152-f82ba261", 230.474),
        Create("resnext50_32x4d", [3, 4, 6, 3], true, "resnext50_32x4d-1a0047aa", 95.833, groups: 32, groupWidth: 4),
    ];

    private static Architecture Create(string name, int[] blocks, bool bottleneck, string file, double megabytes, int groups = 1, int groupWidth = 64) => new()
    {
        Name = name,
        FeatureWidth = 512 * (bottleneck ? Expansion : 1),
        Top = ["fc."],
        Published = PublishedWeights.Of(file, megabytes),
        Design = (layers, _) => Design(layers, blocks, bottleneck, groups, groupWidth),
    };

    private static void Design(NamedLayers layers, int[] blocks, bool bottleneck, int groups, int groupWidth)
    {
        layers.Convolution("conv1", 64, 7, stride: 2).Add(Layer.BatchNorm(), "bn1").Add(Layer.Activation(Activation.Relu))
            .Add(Layer.MaxPool2D(3, 2, Padding.Symmetric)).EndBlock();
        int channels = 64;
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            int filters = 64 << stage, result = bottleneck ? filters * Expansion : filters;
            for (int i = 0; i < blocks[stage]; i++)
            {
                string name = $"layer{stage + 1}.{i}";
                int stride = stage > 0 && i == 0 ? 2 : 1;
                var body = bottleneck ? Bottleneck(name, filters, filters * groupWidth / 64 * groups, stride, groups) : Basic(name, filters, stride);
                var shortcut = new NamedLayers();
                if (stride != 1 || channels != result) shortcut.ConvolutionBlock($"{name}.downsample", result, 1, Activation.Linear, stride);
                layers.Sum(body, shortcut).Add(Layer.Activation(Activation.Relu));
                if (stage < blocks.Length - 1 || i < blocks[stage] - 1) layers.EndBlock();
                channels = result;
            }
        }
        layers.Add(Layer.GlobalAveragePool2D()).EndBlock();
    }

    private static NamedLayers Basic(string name, int filters, int stride) => new NamedLayers()
        .Convolution($"{name}.conv1", filters, 3, stride).Add(Layer.BatchNorm(), $"{name}.bn1").Add(Layer.Activation(Activation.Relu))
        .Convolution($"{name}.conv2", filters, 3).Add(Layer.BatchNorm(), $"{name}.bn2");

    private static NamedLayers Bottleneck(string name, int filters, int width, int stride, int groups) => new NamedLayers()
        .Convolution($"{name}.conv1", width, 1).Add(Layer.BatchNorm(), $"{name}.bn1").Add(Layer.Activation(Activation.Relu))
        .Convolution($"{name}.conv2", width, 3, stride, groups).Add(Layer.BatchNorm(), $"{name}.bn2").Add(Layer.Activation(Activation.Relu))
        .Convolution($"{name}.conv3", filters * Expansion, 1).Add(Layer.BatchNorm(), $"{name}.bn3");
}
