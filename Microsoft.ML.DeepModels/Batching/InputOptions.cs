using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>How a feature column is to be understood.</summary>
internal sealed record InputOptions
{
    /// <summary>
    /// The shape of one example, always (channels, height, width) for images; null: the column's type tells it. Encoded
    /// images and images of unknown size need it.
    /// </summary>
    public TensorShape? Shape { get; init; }

    /// <summary>The order of the values of an image in a vector column.</summary>
    public ChannelOrder ChannelOrder { get; init; }
}
