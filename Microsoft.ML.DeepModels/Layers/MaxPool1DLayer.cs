using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The largest value of each window; see <see cref="Layer.MaxPool1D"/>.</summary>
public sealed record MaxPool1DLayer : Pooling1DLayer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public MaxPool1DLayer(int size, int? stride = null, Padding padding = Padding.Valid)
        : base(size, stride, padding)
    {
    }

    private protected override string Name => "MaxPool1D";

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new MaxPool1DModule(Window);
}
