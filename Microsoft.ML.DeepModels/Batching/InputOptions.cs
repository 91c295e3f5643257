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

    /// <summary>The shape of an image where neither <see cref="Shape"/> nor the column's type tells it; null: that is an error.</summary>
    public TensorShape? DefaultShape { get; init; }

    /// <summary>The number of values of one step of a sequence, where the column holds the steps one after the other; null: the column's type or the shape tells it.</summary>
    public int? FeaturesPerStep { get; init; }

    /// <summary>Whether keys are understood, as tokens; so they are, too, where <see cref="Shape"/> is that of tokens.</summary>
    public bool AllowTokens { get; init; }

    /// <summary>The tokens that there have to be; null: those of the column's keys.</summary>
    public TokenSet? Tokens { get; init; }

    /// <summary>The order of the values of an image in a vector column.</summary>
    public ChannelOrder ChannelOrder { get; init; }
}
