namespace Microsoft.ML.DeepModels.Layers;

/// <summary>What a convolution or a pooling does at the edges of an image, or the ends of a sequence.</summary>
public enum Padding
{
    /// <summary>The window stays inside: floor((size - window) / stride) + 1 outputs along an axis.</summary>
    Valid,

    /// <summary>
    /// The window goes over the edges: ceil(size / stride) outputs along an axis. An odd number of added rows or columns
    /// puts the extra one below or on the right, as Keras does. A convolution reads zeros there, a pooling ignores the places.
    /// Over a sequence the window of output i is centred at step i * stride, however long the sequence is.
    /// </summary>
    Same,

    /// <summary>
    /// For sequences only: the window ends at its own step and goes over the beginning, so that no output knows of later steps;
    /// ceil(steps / stride) outputs. A convolution reads zeros there, a pooling ignores the places.
    /// </summary>
    Causal,

    /// <summary>
    /// For images only: (window - 1) / 2 * dilation rows or columns are added on both sides, whatever the stride, as PyTorch's models do;
    /// floor((size - 1) / stride) + 1 outputs along an axis for an odd window. A convolution reads zeros there, a pooling ignores the places.
    /// Without a stride, and for an odd window, it is the same as <see cref="Same"/>.
    /// </summary>
    Symmetric,
}
