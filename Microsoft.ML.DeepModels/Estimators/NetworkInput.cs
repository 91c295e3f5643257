using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a network is to be designed for.</summary>
/// <param name="Shape">the shape of one example</param>
/// <param name="Vocabulary">the number of tokens there are; null where the features are no tokens</param>
internal sealed record NetworkInput(TensorShape Shape, int? Vocabulary = null);
