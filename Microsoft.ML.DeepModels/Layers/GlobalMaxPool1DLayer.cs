using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The largest value of each feature over the timesteps; see <see cref="Layer.GlobalMaxPool1D"/>.</summary>
public sealed record GlobalMaxPool1DLayer : Layer
{
    /// <summary>Always <c>GlobalMaxPool1D()</c>.</summary>
    public override string ToString() => "GlobalMaxPool1D()";

    internal override TensorShape InferShape(TensorShape input, string origin) => new(Sequence(input, origin).Features);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new StepsReductionModule("GlobalMaxPool1D", static (x, lengths) =>
        {
            if (lengths is null) return Largest(x);
            using var kept = lengths.Filled(x, double.NegativeInfinity);
            return Largest(kept);
        });

    // With indices rather than amax, whose gradient reads its result: an activation may run in place.
    private static Tensor Largest(Tensor x)
    {
        var (values, indices) = x.max(1);
        indices.Dispose();
        return values; // (batch, features)
    }
}
