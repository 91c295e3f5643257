using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>
/// Warns of pixels that a published network was not trained on. It normalises values from 0 to 1; those of <c>ExtractPixels</c> go to 255 unless it is told to scale them, and the
/// features of such an image mean nothing.
/// </summary>
internal static class PixelRange
{
    // Resampling and augmentation stay near 0 and 1; pixels up to 255, and such as are normalised already, do not.
    private const float Least = -0.5f, Largest = 1.5f;

    /// <summary>The batches as they are; the first is looked at.</summary>
    /// <param name="batches">(batch, channels, height, width) of images</param>
    /// <param name="column">where they come from, for the message</param>
    /// <param name="backbone">for the message</param>
    /// <param name="channel">for the warning</param>
    public static IEnumerable<Batch> Watch(IEnumerable<Batch> batches, string column, string backbone, IChannel channel)
    {
        bool isFirst = true;
        foreach (var batch in batches)
        {
            if (isFirst) Check(batch, column, backbone, channel);
            isFirst = false;
            yield return batch;
        }
    }

    private static void Check(Batch batch, string column, string backbone, IChannel channel)
    {
        try
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            float least = batch.Features.min().cpu().item<float>(), largest = batch.Features.max().cpu().item<float>();
            if (!(least < Least || largest > Largest)) return;
            channel.Warning(MessageSensitivity.Schema, FormattableString.Invariant(
                $"The values of column '{column}' go from {least} to {largest} in the first batch, but {backbone} was trained on values from 0 to 1, which it normalises itself. ") +
                "Scale them, for instance with ExtractPixels(scaleImage: 1f / 255).");
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }
}
