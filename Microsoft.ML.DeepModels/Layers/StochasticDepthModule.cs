using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// Computes a <see cref="StochasticDepthLayer"/>, with rows from a generator of its own, never torch's global one. In scoring the generator is not touched, so
/// it may be gone by then. Keeps the shape.
/// </summary>
internal sealed class StochasticDepthModule(double rate, Generator noise) : nn.Module<Tensor, Tensor>("StochasticDepth")
{
    public override Tensor forward(Tensor input)
    {
        if (!training || rate == 0) return input.alias();
        using var scope = NewDisposeScope();
        long[] one = new long[input.dim()];
        Array.Fill(one, 1);
        one[0] = input.shape[0];
        // On the CPU, for TorchSharp has no other generators: one number a row.
        var kept = empty(one, ScalarType.Float32, CPU).bernoulli_(1 - rate, noise).Over_(1 - rate).to(input.device).to_type(input.dtype); // (batch, 1, ...)
        return (input * kept).MoveToOuterDisposeScope();
    }
}
