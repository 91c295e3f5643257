using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>ConvNeXt (Liu et al. 2022): residual blocks of a wide depthwise convolution and two products over the channels of each pixel.</summary>
internal static class ConvNeXt
{
    private const double LastStochasticDepth = 0.1, Epsilon = 1e-6, Scale = 1e-6;

    /// <summary>ConvNeXt-T.</summary>
    public static Architecture Tiny { get; } = new()
    {
        Name = "convnext_tiny",
        FeatureWidth = 768,
        Top = ["classifier.2."], // the normalisation of the vector, classifier.0, is trained with what is before it
        Published = PublishedWeights.Of("convnext_tiny-983f1562", 109.119),
        MinimumSize = 32,
        Design = (layers, _) => Design(layers, [(96, 3), (192, 3), (384, 9), (768, 3)]),
    };

    private static void Design(NamedLayers layers, (int Channels, int Blocks)[] stages)
    {
        var norm = Layer.LayerNorm(Epsilon);
        layers.Add(Layer.Conv2D(stages[0].Channels, 4, stride: 4), "features.0.0").Add(norm, "features.0.1").EndBlock();
        int done = 0, last = stages.Sum(stage => stage.Blocks) - 1;
        for (int stage = 0; stage < stages.Length; stage++)
        {
            int module = 2 * stage + 1; // stages have the odd numbers, what is between them the even ones
            if (stage > 0)
                layers.Add(norm, $"features.{module - 1}.0").Add(Layer.Conv2D(stages[stage].Channels, 2, stride: 2), $"features.{module - 1}.1");
            for (int i = 0; i < stages[stage].Blocks; i++)
            {
                layers.Residual(Block($"features.{module}.{i}", stages[stage].Channels, LastStochasticDepth * done / last));
                if (done++ < last) layers.EndBlock();
            }
        }
        layers.Add(Layer.GlobalAveragePool2D()).Add(norm, "classifier.0").EndBlock();
    }

    private static NamedLayers Block(string name, int channels, double rate)
    {
        var body = new NamedLayers()
            .Add(Layer.Conv2D(channels, 7, padding: Padding.Symmetric, groups: channels), $"{name}.block.0")
            .Add(Layer.LayerNorm(Epsilon), $"{name}.block.2")
            .Add(Layer.Conv2D(4 * channels, 1, Activation.Gelu), $"{name}.block.3")
            .Add(Layer.Conv2D(channels, 1), $"{name}.block.5")
            .Add(Layer.ChannelScale(Scale), $"{name}.layer_scale");
        return rate > 0 ? body.Add(Layer.StochasticDepth(rate)) : body;
    }
}
