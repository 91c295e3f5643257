using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="LeakyReluLayer"/>. Keeps the shape.</summary>
internal sealed class LeakyReluModule(double slope) : nn.Module<Tensor, Tensor>(nameof(LeakyReluModule))
{
    /// <summary>
    /// Whether the input is changed and returned. A <see cref="LayerStack"/> says so where nobody else uses the input and no gradient needs it;
    /// this gradient follows from the result, whose sign is that of the input.
    /// </summary>
    public bool InPlace { get; set; }

    public override Tensor forward(Tensor input)
    {
        if (!InPlace) return input.LeakyRelu(slope);
        input.LeakyRelu_(slope);
        return input;
    }
}
