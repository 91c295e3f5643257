using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>The parameters of one recurrent layer in one direction, as PyTorch has them. Owns nothing.</summary>
/// <param name="Input">(gates * units, features)</param>
/// <param name="Hidden">(gates * units, units)</param>
/// <param name="InputBias">(gates * units)</param>
/// <param name="HiddenBias">(gates * units), added to the first except in a GRU's candidate</param>
internal readonly record struct RecurrentWeights(Tensor Input, Tensor Hidden, Tensor InputBias, Tensor HiddenBias)
{
    /// <summary>The length of the state.</summary>
    public int Units => (int)Hidden.shape[1];

    /// <summary>How many blocks of units the parameters have.</summary>
    public static int Gates(CellKind kind) => kind switch { CellKind.Lstm => 4, CellKind.Gru => 3, _ => 1 };
}
