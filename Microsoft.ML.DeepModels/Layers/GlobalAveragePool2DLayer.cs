using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The mean of each channel; see <see cref="Layer.GlobalAveragePool2D"/>.</summary>
public sealed record GlobalAveragePool2DLayer : Layer
{
    /// <summary>Always <c>GlobalAveragePool2D()</c>.</summary>
    public override string ToString() => "GlobalAveragePool2D()";

    internal override TensorShape InferShape(TensorShape input, string origin) => new(Image(input, origin).Channels);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new FreshFunctionModule("GlobalAveragePool2D", static x => x.mean([2, 3])); // (batch, channels)
}
