using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a generative network is to be designed for.</summary>
/// <param name="Shape">the shape of a row</param>
/// <param name="Classes">the number of classes of the label under which it is to learn; 0: there is none</param>
internal sealed record GenerativeInput(TensorShape Shape, int Classes)
{
    /// <summary>Which values of a row belong to keys, in ascending order; empty: all are numbers.</summary>
    public IReadOnlyList<ValueBlock> Keys { get; init; } = [];
}
