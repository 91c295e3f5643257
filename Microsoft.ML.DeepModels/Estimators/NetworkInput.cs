using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a network is to be designed for.</summary>
/// <param name="Shape">the shape of one example</param>
/// <param name="Tokens">what the tokens are; null where the features are no tokens</param>
internal sealed record NetworkInput(TensorShape Shape, TokenSet? Tokens = null)
{
    /// <summary>How a column is to be understood.</summary>
    /// <param name="given">the shape that the user gave; null: none</param>
    /// <param name="required">the only input that a network takes; null: it takes others, too</param>
    /// <param name="usual">the size of images where nothing else tells it; null: that is an error</param>
    /// <param name="order">of the values of an image in a vector</param>
    public static InputOptions Reading(TensorShape? given, NetworkInput? required, TensorShape? usual, ChannelOrder order) => new()
    {
        Shape = given ?? required?.Shape,
        DefaultShape = usual,
        ChannelOrder = order,
        AllowTokens = required?.Tokens is not null,
        Tokens = required?.Tokens
    };

    /// <summary>The number of tokens there are.</summary>
    public int? Vocabulary => Tokens?.Count;
}
