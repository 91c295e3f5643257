using Microsoft.ML.DeepModels.Examples.Images;
using TorchSharp;
using static TorchSharp.torch;
using Generator = TorchSharp.torch.Generator;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Examples.Generation;

/// <summary>
/// The simplest generators of images, for models to be compared with: pixels that have nothing to do with each other, and a normal distribution with the
/// mean and the covariance of the training images along all their principal components.
/// </summary>
public static class SimpleImages
{
    /// <summary>Every pixel is drawn evenly from 0 to 1.</summary>
    /// <param name="count">the number of images</param>
    /// <param name="pixels">of an image</param>
    /// <param name="seed">the same seed gives the same images</param>
    public static List<LabeledPixels> Noise(int count, int pixels, int seed)
    {
        var random = new Random(seed);
        var rows = new List<LabeledPixels>(count);
        for (int i = 0; i < count; i++)
        {
            float[] image = new float[pixels];
            for (int p = 0; p < pixels; p++) image[p] = random.NextSingle();
            rows.Add(new LabeledPixels { Features = image });
        }
        return rows;
    }

    /// <summary>Draws images from the normal distribution of others, with values brought into the range from 0 to 1.</summary>
    /// <param name="images">at least 2, of one size</param>
    /// <param name="count">the number of images to draw</param>
    /// <param name="seed">the same seed gives the same images</param>
    public static List<LabeledPixels> Gaussian(IReadOnlyList<LabeledPixels> images, int count, int seed)
    {
        int pixels = images[0].Features.Length;
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        Tensor values = tensor(images.SelectMany(image => image.Features).ToArray()).reshape(images.Count, pixels); // (images, pixels)
        Tensor mean = values.mean([0L]); // (pixels)
        Tensor centred = values - mean;
        Tensor covariance = (centred.t().mm(centred) / (images.Count - 1)).to_type(ScalarType.Float64); // (pixels, pixels)
        (Tensor variances, Tensor components) = linalg.eigh(covariance, 'L'); // (pixels), (pixels, components)
        Tensor noise = randn([count, pixels], ScalarType.Float64, CPU, false, generator) * variances.clamp_min(0).sqrt(); // (count, components)
        Tensor drawn = (noise.mm(components.t()).to_type(ScalarType.Float32) + mean).clamp(0, 1); // (count, pixels)
        float[] all = drawn.data<float>().ToArray();
        return [.. all.Chunk(pixels).Select(image => new LabeledPixels { Features = image })];
    }
}
