using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The largest value of each window; see <see cref="Layer.MaxPool2D"/>.</summary>
public sealed record MaxPool2DLayer : Pooling2DLayer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public MaxPool2DLayer(int size, int? stride = null, Padding padding = Padding.Valid)
        : base(size, stride, padding)
    {
    }

    private protected override string Name => "MaxPool2D";

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new FreshFunctionModule(Name, new Pooling(Window, input).Max);
}
