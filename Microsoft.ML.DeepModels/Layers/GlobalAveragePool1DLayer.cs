using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The mean of each feature over the timesteps; see <see cref="Layer.GlobalAveragePool1D"/>.</summary>
public sealed record GlobalAveragePool1DLayer : Layer
{
    /// <summary>Always <c>GlobalAveragePool1D()</c>.</summary>
    public override string ToString() => "GlobalAveragePool1D()";

    internal override TensorShape InferShape(TensorShape input, string origin) => new(Sequence(input, origin).Features);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new StepsReductionModule("GlobalAveragePool1D", Mean);

    private static Tensor Mean(Tensor x, SequenceLengths? lengths)
    {
        if (lengths is null) return x.mean([1]); // (batch, features)
        using var kept = lengths.Filled(x, 0);
        using var sums = kept.sum(1); // (batch, features)
        using var counts = lengths.Mask.sum(1, true); // (batch, 1)
        return sums / counts;
    }
}
