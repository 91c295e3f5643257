using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a network is to be designed for.</summary>
/// <param name="Shape">the shape of one example</param>
/// <param name="Tokens">what the tokens are; null where the features are no tokens</param>
internal sealed record NetworkInput(TensorShape Shape, TokenSet? Tokens = null)
{
    /// <summary>The number of tokens there are.</summary>
    public int? Vocabulary => Tokens?.Count;
}
