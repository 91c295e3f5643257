using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The largest value of each channel; see <see cref="Layer.GlobalMaxPool2D"/>.</summary>
public sealed record GlobalMaxPool2DLayer : Layer
{
    /// <summary>Always <c>GlobalMaxPool2D()</c>.</summary>
    public override string ToString() => "GlobalMaxPool2D()";

    internal override TensorShape InferShape(TensorShape input, string origin) => new(Image(input, origin).Channels);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context)
    {
        // One window over the whole image rather than amax, whose gradient reads its result: an activation may run in place.
        long[] window = [input[1], input[2]];
        return new FreshFunctionModule("GlobalMaxPool2D", x =>
        {
            using var pooled = nn.functional.max_pool2d(x, window, window); // (batch, channels, 1, 1)
            return pooled.flatten(1); // (batch, channels)
        });
    }
}
