using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Examples.Images;

/// <summary>
/// Blurs images a little. Likelihoods compare pixel by pixel; after blurring, a stroke that is half a pixel away from where a model expects it differs
/// less, and a stroke that should not be there as much as before.
/// </summary>
public static class Blur
{
    /// <summary>The same data with every image blurred.</summary>
    /// <param name="data">stays as it is</param>
    /// <param name="deviation">the standard deviation of the Gaussian, in pixels</param>
    public static PixelDataSet Apply(PixelDataSet data, double deviation)
    {
        float[] weights = Weights(deviation);
        return data with { Train = Apply(data.Train, data.Shape, weights), Test = Apply(data.Test, data.Shape, weights) };
    }

    private static List<LabeledPixels> Apply(IReadOnlyList<LabeledPixels> rows, TensorShape shape, float[] weights) =>
        [.. rows.Select(row => new LabeledPixels { Features = Apply(row.Features, shape[1], shape[2], weights), Label = row.Label })];

    /// <summary>First along rows, then along columns; beyond its border an image is black.</summary>
    private static float[] Apply(float[] image, int height, int width, float[] weights)
    {
        float[] across = new float[image.Length], result = new float[image.Length];
        for (int p = 0; p < image.Length; p++) across[p] = Mean(image, p - p % width, 1, p % width, width, weights);
        for (int p = 0; p < image.Length; p++) result[p] = Mean(across, p % width, width, p / width, height, weights);
        return result;
    }

    /// <param name="values">of an image</param>
    /// <param name="start">the first value of a line</param>
    /// <param name="step">from one value of the line to the next</param>
    /// <param name="place">the index in the line around which the mean is taken</param>
    /// <param name="length">of the line</param>
    /// <param name="weights">from the middle outwards</param>
    private static float Mean(float[] values, int start, int step, int place, int length, float[] weights)
    {
        float sum = 0;
        for (int i = Math.Max(0, place - weights.Length + 1); i <= Math.Min(length - 1, place + weights.Length - 1); i++)
            sum += weights[Math.Abs(i - place)] * values[start + i * step];
        return sum;
    }

    /// <summary>From the middle outwards; both halves together are 1.</summary>
    private static float[] Weights(double deviation)
    {
        double[] bell = [.. Enumerable.Range(0, (int)Math.Ceiling(3 * deviation) + 1).Select(i => Math.Exp(-0.5 * i * i / (deviation * deviation)))];
        double sum = 2 * bell.Sum() - bell[0];
        return [.. bell.Select(weight => (float)(weight / sum))];
    }
}
