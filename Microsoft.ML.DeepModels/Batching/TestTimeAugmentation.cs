namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Which views of an image a trained network scores beside the image itself; the score is the mean over all of them (of probabilities, or of the number), which is often a little
/// better than that of the image alone, and costs a forward pass for each view. Nothing is random. Embeddings are those of the image itself.
/// </summary>
public sealed record TestTimeAugmentation
{
    /// <summary>Whether every view comes with its mirror image, left and right changed.</summary>
    public bool HorizontalFlip { get; init; } = true;

    /// <summary>
    /// The side of five crops, in the four corners and the centre, as a part of the image's, in (0, 1): each is resized (bilinear) to the whole size and is a view of its own.
    /// 0: no crops.
    /// </summary>
    public double FiveCrops { get; init; }
}
