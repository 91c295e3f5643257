using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>
/// A network for images that others have trained, without its classifier, as layers of this library: torchvision's architecture with torchvision's names.
/// </summary>
internal sealed record Architecture
{
    /// <summary>torchvision's name, for instance "resnet50".</summary>
    public required string Name { get; init; }

    /// <summary>(3, height, width) The shape that its published weights were evaluated at.</summary>
    public TensorShape InputShape { get; init; } = TensorShape.Image(3, 224, 224);

    /// <summary>(red, green, blue) The mean that the weights expect images to be freed of, for values in [0, 1].</summary>
    public IReadOnlyList<float> Mean { get; } = [0.485f, 0.456f, 0.406f];

    /// <summary>(red, green, blue) The deviation that the weights expect images to be divided by, for values in [0, 1].</summary>
    public IReadOnlyList<float> StandardDeviation { get; } = [0.229f, 0.224f, 0.225f];

    /// <summary>The number of features of an image: the length of the vector, or the channels of the maps.</summary>
    public required int FeatureWidth { get; init; }

    /// <summary>Whether the layers end with maps (features, height, width); otherwise with a vector (features).</summary>
    public bool EndsInMaps { get; init; }

    /// <summary>How the names of those parameters of torchvision's network begin that are no part of the backbone.</summary>
    public required IReadOnlyList<string> Top { get; init; }

    /// <summary>The weights that torchvision publishes.</summary>
    public required PublishedWeights Published { get; init; }

    /// <summary>The smallest height and width of an image, in pixels.</summary>
    public int MinimumSize { get; init; } = 1;

    /// <summary>What the height and width of an image have to be multiples of, in pixels.</summary>
    public int SizeStep { get; init; } = 1;

    /// <summary>Adds all layers after the normalisation for an input shape.</summary>
    public required Action<NamedLayers, TensorShape> Design { get; init; }

    /// <summary>From a name in the published file to torchvision's current name; null: they are the same.</summary>
    public Func<string, string>? Renaming { get; init; }

    /// <summary>torchvision's current name of what has this name in the published file, which may be older.</summary>
    public string Rename(string fileName) => Renaming is null ? fileName : Renaming(fileName);

    /// <summary>The layers for images of one shape, with values in [0, 1].</summary>
    /// <param name="input">
    /// (channels, height, width) with 3 channels, or 1: then images are normalised by the means of the three, and the first convolution has one channel, whose
    /// filters are the sums of the published ones
    /// </param>
    /// <exception cref="ArgumentException">The backbone cannot take that shape.</exception>
    public BackboneLayers Build(TensorShape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Check(input);
        var layers = new NamedLayers().Add(input[0] == 1 ? Layer.Normalize([Mean.Average()], [StandardDeviation.Average()]) : Layer.Normalize(Mean, StandardDeviation));
        Design(layers, input);
        var names = layers.Names.ToDictionary(name => name.Ours, name => name.Theirs);
        int embedding = layers.Layers.ToList().FindIndex(layer => layer is PositionEmbeddingLayer);
        var positions = embedding < 0 ? null : new PositionGrid($"{embedding}.weight", input[1] / SizeStep, input[2] / SizeStep);
        return new BackboneLayers(layers.Layers, layers.Blocks, names, layers.Names.First().Ours, positions);
    }

    private void Check(TensorShape input)
    {
        if (!input.IsImage || input[0] is not (1 or 3))
            throw new ArgumentException($"{Name} needs images (channels, height, width) with 3 channels, or 1, got {input}.{(input.IsImage ? "" : " Give the shape of the images as InputShape.")}", nameof(input));
        if (input[1] < MinimumSize || input[2] < MinimumSize)
        {
            throw new ArgumentException(
                $"{Name} needs images of at least {MinimumSize}x{MinimumSize} pixels, got {input[1]}x{input[2]}. Resize them; {InputShape[1]}x{InputShape[2]} is what its weights were made for.",
                nameof(input));
        }
        if (input[1] % SizeStep != 0 || input[2] % SizeStep != 0)
        {
            throw new ArgumentException(
                $"{Name} needs images whose height and width are multiples of {SizeStep} pixels, got {input[1]}x{input[2]}. Resize them; {InputShape[1]}x{InputShape[2]} is what its weights were made for.",
                nameof(input));
        }
    }
}
