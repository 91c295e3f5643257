using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>Vision transformer (Dosovitskiy et al. 2021): patches of an image as a sequence with a class token, which ends as the vector of the image.</summary>
internal static class VisionTransformer
{
    private const int Patch = 16, Width = 768, Heads = 12, Blocks = 12;
    private const double Epsilon = 1e-6;

    /// <summary>ViT-B/16, for images of any size that patches of 16x16 pixels divide.</summary>
    public static Architecture Base16 { get; } = new()
    {
        Name = "vit_b_16",
        FeatureWidth = Width,
        Top = ["heads."],
        Published = PublishedWeights.Of("vit_b_16-c867db91", 330.285),
        MinimumSize = Patch,
        SizeStep = Patch,
        Design = Design,
        Renaming = name => name.Replace(".mlp.linear_1.", ".mlp.0.").Replace(".mlp.linear_2.", ".mlp.3."),
    };

    private static void Design(NamedLayers layers, TensorShape input)
    {
        var norm = Layer.LayerNorm(Epsilon);
        layers.Add(Layer.Conv2D(Width, Patch, stride: Patch), "conv_proj")
            .Add(Layer.Reshape(input[1] / Patch * (input[2] / Patch), Width)) // (patches, features)
            .Add(Layer.ClassToken(), "class_token").Add(Layer.PositionEmbedding(), "encoder.pos_embedding").EndBlock();
        for (int i = 0; i < Blocks; i++)
        {
            string name = $"encoder.layers.encoder_layer_{i}";
            layers.Residual(new NamedLayers().Add(norm, $"{name}.ln_1").Add(Layer.SelfAttention(Heads), $"{name}.self_attention"))
                .Residual(new NamedLayers().Add(norm, $"{name}.ln_2")
                    .Add(Layer.Dense(4 * Width, Activation.Gelu), $"{name}.mlp.0").Add(Layer.Dense(Width), $"{name}.mlp.3"));
            if (i < Blocks - 1) layers.EndBlock();
        }
        // The normalisation is of each step by itself: that of the class token alone is the same.
        layers.Add(Layer.FirstStep()).Add(norm, "encoder.ln").EndBlock();
    }
}
