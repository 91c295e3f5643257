using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// Inverted dropout with masks from a generator of its own, never torch's global one. In scoring the generator is not
/// touched, so it may be gone by then. Keeps the shape.
/// </summary>
internal sealed class DropoutModule(double rate, Generator noise) : nn.Module<Tensor, Tensor>("Dropout")
{
    public override Tensor forward(Tensor input)
    {
        if (!training || rate == 0) return input.alias();
        using var mask = empty_like(input);
        mask.bernoulli_(1 - rate, noise);
        mask.div_(1 - rate);
        return input * mask;
    }
}
