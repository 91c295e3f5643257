using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// Inverted dropout with masks from a generator of its own, never torch's global one. In scoring the generator is not
/// touched, so it may be gone by then. Keeps the shape.
/// </summary>
/// <remarks>
/// TorchSharp has generators of the CPU only (one made for a GPU is a CPU generator, which libtorch refuses to use there), so
/// masks are drawn on the CPU and travel as bytes.
/// </remarks>
internal sealed class DropoutModule(double rate, Generator noise) : nn.Module<Tensor, Tensor>("Dropout")
{
    public override Tensor forward(Tensor input)
    {
        if (!training || rate == 0) return input.alias();
        using var mask = Mask(input);
        mask.Over_(1 - rate);
        return input * mask;
    }

    private Tensor Mask(Tensor input)
    {
        if (input.device_type == DeviceType.CPU) return empty_like(input).bernoulli_(1 - rate, noise);
        using var drawn = empty(input.shape, ScalarType.Byte, CPU);
        drawn.bernoulli_(1 - rate, noise);
        using var moved = drawn.to(input.device);
        return moved.to_type(input.dtype);
    }
}
