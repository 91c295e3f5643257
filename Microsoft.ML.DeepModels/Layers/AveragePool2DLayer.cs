using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The mean of each window; see <see cref="Layer.AveragePool2D"/>.</summary>
public sealed record AveragePool2DLayer : Pooling2DLayer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public AveragePool2DLayer(int size, int? stride = null, Padding padding = Padding.Valid)
        : base(size, stride, padding)
    {
    }

    private protected override string Name => "AveragePool2D";

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new FreshFunctionModule(Name, new Pooling(Window, input).Average);
}
