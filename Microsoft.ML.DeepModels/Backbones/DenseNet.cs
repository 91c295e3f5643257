using System.Text.RegularExpressions;
using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>DenseNet (Huang et al. 2017): each layer of a block sees the results of all layers before it.</summary>
internal static partial class DenseNet
{
    private const int Growth = 32, Bottleneck = 4 * Growth;

    /// <summary>DenseNet with 121 layers of weights.</summary>
    public static Architecture DenseNet121 { get; } = new()
    {
        Name = "densenet121",
        FeatureWidth = 1024,
        Top = ["classifier."],
        Published = PublishedWeights.Of("densenet121-a639ec97", 30.845),
        MinimumSize = 29,
        Design = (layers, _) => Design(layers, [6, 12, 24, 16]),
        Renaming = name => OldName().Replace(name, "$1$2."), // "denselayer1.norm.1.weight" is today's "denselayer1.norm1.weight"
    };

    [GeneratedRegex(@"(denselayer\d+\.(?:norm|conv))\.([12])\.")]
    private static partial Regex OldName();

    private static void Design(NamedLayers layers, int[] blocks)
    {
        int channels = 64;
        layers.Convolution("features.conv0", channels, 7, stride: 2).Add(Layer.BatchNorm(), "features.norm0").Add(Layer.Activation(Activation.Relu))
            .Add(Layer.MaxPool2D(3, 2, Padding.Symmetric)).EndBlock();
        for (int block = 1; block <= blocks.Length; block++)
        {
            for (int i = 1; i <= blocks[block - 1]; i++) layers.Concatenate(new NamedLayers(), Addition($"features.denseblock{block}.denselayer{i}"));
            channels += blocks[block - 1] * Growth;
            if (block == blocks.Length) break;
            channels /= 2;
            string name = $"features.transition{block}";
            layers.Add(Layer.BatchNorm(), $"{name}.norm").Add(Layer.Activation(Activation.Relu)).Convolution($"{name}.conv", channels, 1)
                .Add(Layer.AveragePool2D(2)).EndBlock();
        }
        layers.Add(Layer.BatchNorm(), "features.norm5").Add(Layer.Activation(Activation.Relu)).Add(Layer.GlobalAveragePool2D()).EndBlock();
    }

    private static NamedLayers Addition(string name) => new NamedLayers()
        .Add(Layer.BatchNorm(), $"{name}.norm1").Add(Layer.Activation(Activation.Relu)).Convolution($"{name}.conv1", Bottleneck, 1)
        .Add(Layer.BatchNorm(), $"{name}.norm2").Add(Layer.Activation(Activation.Relu)).Convolution($"{name}.conv2", Growth, 3);
}
