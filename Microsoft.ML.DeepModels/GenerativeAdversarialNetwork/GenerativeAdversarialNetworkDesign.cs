using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>The networks of this family: the layers of the options, or those of a preset, and the last layers that follow from the rows.</summary>
internal static class GenerativeAdversarialNetworkDesign
{
    private const int Units = 128, Kernel = 4;
    private const double Slope = 0.2;

    // The side of an image that a generator begins with.
    private const int LargestStart = 7, LeastStart = 4;

    public static GenerativeAdversarialNetworkDefinition Create(GenerativeAdversarialNetworkTrainer.Options options, GenerativeInput input)
    {
        if (input.Shape.HasVariableLength)
            throw new ArgumentException($"A generative adversarial network needs rows of one size, got {input.Shape}. Use a vector of a known size.");
        if (options.SamplesFolder is not null && !(input.Shape.IsImage && input.Shape[0] is 1 or 3))
            throw new ArgumentException($"{nameof(options.SamplesFolder)} is given, but rows of {input.Shape} are no images of 1 or 3 channels. Leave it out, or give the {nameof(options.InputShape)}.");
        var preset = options.Preset ?? (IsConvolutional(input.Shape) ? GenerativeAdversarialNetworkPreset.Reference : GenerativeAdversarialNetworkPreset.Dense);
        var from = new TensorShape(options.LatentSize + input.Classes);
        var generator = new NetworkDefinition(from, options.GeneratorLayers is { } given ? Finished(given, from, input.Shape) : GeneratorOf(preset, options, from, input.Shape));
        var discriminator = Discriminator(options, preset, input);
        return new GenerativeAdversarialNetworkDefinition(
            generator, discriminator, options.LatentSize, input.Shape, input.Classes, input.Keys, options.Loss.IsProbability, options.GeneratorAverage > 0);
    }

    private static IReadOnlyList<Layer> GeneratorOf(GenerativeAdversarialNetworkPreset preset, GenerativeAdversarialNetworkTrainer.Options options, TensorShape from, TensorShape shape) => preset switch
    {
        GenerativeAdversarialNetworkPreset.Reference => Finished(Reference(shape), from, shape),
        GenerativeAdversarialNetworkPreset.Dcgan => DcganGenerator(shape, options.Filters),
        _ => Finished([Layer.Dense(Units), Layer.BatchNorm(), Layer.Activation(Activation.Relu), Layer.Dense(Units), Layer.BatchNorm(), Layer.Activation(Activation.Relu)], from, shape)
    };

    private static IReadOnlyList<Layer> Reference(TensorShape shape) => IsConvolutional(shape)
        ?
        [
            Layer.Dense(shape[1] / 4 * (shape[2] / 4) * Units),
            Layer.Reshape(Units, shape[1] / 4, shape[2] / 4),
            Layer.ConvTranspose2D(Units / 2, 3, Activation.Relu, stride: 2, padding: 1, outputPadding: 1)
        ]
        : throw new ArgumentException($"The preset Reference needs images whose sides divide by 4, got {shape}. Use the preset Dense, or give GeneratorLayers and DiscriminatorLayers.");

    /// <summary>Layers with the last one, which makes rows: of values from 0 to 1 for images, of any size for others.</summary>
    private static List<Layer> Finished(IReadOnlyList<Layer> layers, TensorShape from, TensorShape wanted)
    {
        var all = layers.ToList();
        var made = OutputOf(all, from);
        var last = wanted.IsImage ? Activation.Sigmoid : Activation.Linear;
        if (wanted.IsImage && made.IsImage && made[1] == wanted[1] && made[2] == wanted[2])
        {
            all.Add(Layer.Conv2D(wanted[0], 3, last, padding: Padding.Same));
            return all;
        }
        if (wanted.IsImage && made.IsImage && 2 * made[1] == wanted[1] && 2 * made[2] == wanted[2])
        {
            all.Add(Layer.ConvTranspose2D(wanted[0], 3, last, stride: 2, padding: 1, outputPadding: 1));
            return all;
        }
        if (made.Count > 1) all.Add(Layer.Flatten());
        all.Add(Layer.Dense(wanted.ElementCount, last));
        if (wanted.Count > 1) all.Add(Layer.Reshape([.. wanted]));
        return all;
    }

    private static NetworkDefinition Discriminator(GenerativeAdversarialNetworkTrainer.Options options, GenerativeAdversarialNetworkPreset preset, GenerativeInput input)
    {
        var from = GenerativeDefinition.WithCondition(input.Shape, input.Classes);
        var all = (options.DiscriminatorLayers ?? DiscriminatorOf(preset, options, input.Shape)).ToList();
        if (OutputOf(all, from).Count > 1) all.Add(Layer.Flatten());
        all.Add(Layer.Dense(1));
        if ((options.Loss.GradientPenalty > 0 || options.R1Penalty > 0) && HasBatchNorm(all))
        {
            string what = options.Loss.GradientPenalty > 0 ? $"the loss {options.Loss}" : nameof(options.R1Penalty);
            throw new ArgumentException($"{nameof(options.DiscriminatorLayers)} has BatchNorm(), through which the score of a row depends on other rows, but {what} " +
                "needs its gradient by that row alone. Leave the layer out.");
        }
        return new NetworkDefinition(from, options.SpectralNormalization ? [.. all.Select(Normalised)] : all);
    }

    private static IReadOnlyList<Layer> DiscriminatorOf(GenerativeAdversarialNetworkPreset preset, GenerativeAdversarialNetworkTrainer.Options options, TensorShape shape) => preset switch
    {
        GenerativeAdversarialNetworkPreset.Reference => [Layer.Flatten(), Layer.Dense(Units, Activation.Relu)],
        GenerativeAdversarialNetworkPreset.Dcgan => DcganDiscriminator(shape, options),
        _ => [.. shape.Count > 1 ? new[] { Layer.Flatten() } : [], Layer.Dense(Units), Layer.LeakyRelu(Slope), Layer.Dense(Units), Layer.LeakyRelu(Slope)]
    };

    private static List<Layer> DcganGenerator(TensorShape shape, int filters)
    {
        var (doublings, height, width) = Start(shape);
        int count = Doubled(filters, doublings - 1);
        List<Layer> layers = [Layer.Dense(Product(count, height * width, filters), useBias: false), Layer.Reshape(count, height, width), Layer.BatchNorm(), Layer.Activation(Activation.Relu)];
        for (int i = doublings - 2; i >= 0; i--)
        {
            layers.AddRange(
                Layer.ConvTranspose2D(filters << i, Kernel, stride: 2, padding: 1, useBias: false), Layer.BatchNorm(), Layer.Activation(Activation.Relu));
        }
        layers.Add(Layer.ConvTranspose2D(shape[0], Kernel, Activation.Sigmoid, stride: 2, padding: 1));
        return layers;
    }

    private static List<Layer> DcganDiscriminator(TensorShape shape, GenerativeAdversarialNetworkTrainer.Options options)
    {
        int doublings = Start(shape).Doublings;
        bool normalise = options.Loss.GradientPenalty == 0 && options.R1Penalty == 0 && !options.SpectralNormalization;
        List<Layer> layers = [];
        for (int i = 0; i < doublings; i++)
        {
            bool batches = normalise && i > 0; // as in the paper, not where rows come in
            layers.Add(Layer.Conv2D(Doubled(options.Filters, i), Kernel, stride: 2, padding: Padding.Same, useBias: !batches));
            if (batches) layers.Add(Layer.BatchNorm());
            layers.Add(Layer.LeakyRelu(Slope));
        }
        return layers;
    }

    private static int Doubled(int filters, int times) => Product(filters, 1 << times, filters);

    private static int Product(int a, int b, int filters) => (long)a * b <= int.MaxValue ? a * b
        : throw new ArgumentException($"Filters is {filters}, which makes layers of {(long)a * b} values; at most {int.MaxValue} are possible. Give fewer.");

    /// <summary>How often an image is doubled, and with which sides it begins.</summary>
    private static (int Doublings, int Height, int Width) Start(TensorShape shape)
    {
        if (shape.IsImage)
        {
            var (doublings, height, width) = (0, shape[1], shape[2]);
            while (height % 2 == 0 && width % 2 == 0 && (height > LargestStart || width > LargestStart)) (doublings, height, width) = (doublings + 1, height / 2, width / 2);
            if (doublings > 0 && height is >= LeastStart and <= LargestStart && width is >= LeastStart and <= LargestStart) return (doublings, height, width);
        }
        throw new ArgumentException($"The preset Dcgan needs images whose sides are {LeastStart} to {LargestStart} times a power of 2, such as 28, 32, 64 or 128, got {shape}. " +
            "Resize the images, use another preset, or give GeneratorLayers and DiscriminatorLayers.");
    }

    private static bool HasBatchNorm(IEnumerable<Layer> layers) => layers.Any(layer => layer switch
    {
        BatchNormLayer => true,
        ResidualLayer residual => HasBatchNorm(residual.Body),
        BranchesLayer branches => branches.Branches.Any(HasBatchNorm),
        _ => false
    });

    private static Layer Normalised(Layer layer) => layer is DenseLayer or Conv2DLayer or ConvTranspose2DLayer ? Layer.SpectralNorm(layer) : layer;

    private static TensorShape OutputOf(List<Layer> layers, TensorShape input) => layers.Count == 0 ? input : new NetworkDefinition(input, layers).OutputShape;

    private static bool IsConvolutional(TensorShape shape) => shape.IsImage && shape[1] % 4 == 0 && shape[2] % 4 == 0;
}
