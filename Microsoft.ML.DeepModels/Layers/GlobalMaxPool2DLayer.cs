using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The largest value of each channel; see <see cref="Layer.GlobalMaxPool2D"/>.</summary>
public sealed record GlobalMaxPool2DLayer : Layer
{
    /// <summary>Always <c>GlobalMaxPool2D()</c>.</summary>
    public override string ToString() => "GlobalMaxPool2D()";

    internal override TensorShape InferShape(TensorShape input, string origin) => new(Image(input, origin).Channels);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new FreshFunctionModule("GlobalMaxPool2D", static x => x.amax(2, 3)); // (batch, channels)
}
