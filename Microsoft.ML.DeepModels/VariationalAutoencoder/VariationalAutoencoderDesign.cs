using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>The networks of this family: the layers of the options, or the default ones, and the last layers that follow from latent size and rows.</summary>
internal static class VariationalAutoencoderDesign
{
    private const int Units = 20, Filters = 32;

    public static VariationalAutoencoderDefinition Create(VariationalAutoencoderOptions options, GenerativeInput input)
    {
        if (input.Shape.HasVariableLength)
            throw new ArgumentException($"A variational autoencoder needs rows of one size, got {input.Shape}. Use a vector of a known size.");
        var encoder = Encoder(options.EncoderLayers ?? DefaultEncoder(input.Shape), input, options.LatentSize);
        var decoder = Decoder(options.DecoderLayers ?? DefaultDecoder(input.Shape), input, options.LatentSize);
        return new VariationalAutoencoderDefinition(encoder, decoder, options.LatentSize, input.Shape, input.Classes, options.Likelihood, options.ScoringBound);
    }

    private static NetworkDefinition Encoder(IReadOnlyList<Layer> layers, GenerativeInput input, int latent)
    {
        var shape = GenerativeDefinition.WithCondition(input.Shape, input.Classes);
        var all = layers.ToList();
        if (OutputOf(all, shape).Count > 1) all.Add(Layer.Flatten());
        all.Add(Layer.Dense(checked(2 * latent))); // means, then logarithms of variances
        return new NetworkDefinition(shape, all);
    }

    private static NetworkDefinition Decoder(IReadOnlyList<Layer> layers, GenerativeInput input, int latent)
    {
        var from = new TensorShape(latent + input.Classes);
        var all = layers.ToList();
        var made = OutputOf(all, from);
        var wanted = input.Shape;
        if (wanted.IsImage && made.IsImage && made[1] == wanted[1] && made[2] == wanted[2])
        {
            all.Add(Layer.Conv2D(wanted[0], 3, padding: Padding.Same));
            return new NetworkDefinition(from, all);
        }
        if (wanted.IsImage && made.IsImage && 2 * made[1] == wanted[1] && 2 * made[2] == wanted[2])
        {
            all.Add(Layer.ConvTranspose2D(wanted[0], 4, stride: 2, padding: 1));
            return new NetworkDefinition(from, all);
        }
        if (made.Count > 1) all.Add(Layer.Flatten());
        all.Add(Layer.Dense(wanted.ElementCount));
        if (wanted.Count > 1) all.Add(Layer.Reshape([.. wanted]));
        return new NetworkDefinition(from, all);
    }

    private static TensorShape OutputOf(List<Layer> layers, TensorShape input) => layers.Count == 0 ? input : new NetworkDefinition(input, layers).OutputShape;

    private static bool IsConvolutional(TensorShape shape) => shape.IsImage && shape[1] % 4 == 0 && shape[2] % 4 == 0;

    private static IReadOnlyList<Layer> DefaultEncoder(TensorShape shape) => IsConvolutional(shape)
        ?
        [
            Layer.Conv2D(Filters, 3, Activation.Relu, stride: 2, padding: Padding.Same),
            Layer.Conv2D(2 * Filters, 3, Activation.Relu, stride: 2, padding: Padding.Same),
            Layer.Flatten(),
            Layer.Dense(4 * Filters, Activation.Relu)
        ]
        : shape.Count > 1 ? [Layer.Flatten(), Layer.Dense(Units, Activation.Relu)]
        : [Layer.Dense(Units, Activation.Relu)];

    private static IReadOnlyList<Layer> DefaultDecoder(TensorShape shape) => IsConvolutional(shape)
        ?
        [
            Layer.Dense(4 * Filters, Activation.Relu),
            Layer.Dense(2 * Filters * (shape[1] / 4) * (shape[2] / 4), Activation.Relu),
            Layer.Reshape(2 * Filters, shape[1] / 4, shape[2] / 4),
            Layer.ConvTranspose2D(Filters, 4, Activation.Relu, stride: 2, padding: 1)
        ]
        : [Layer.Dense(Units, Activation.Relu)];
}
