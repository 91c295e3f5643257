using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The mean of each window; see <see cref="Layer.AveragePool1D"/>.</summary>
public sealed record AveragePool1DLayer : Pooling1DLayer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public AveragePool1DLayer(int size, int? stride = null, Padding padding = Padding.Valid)
        : base(size, stride, padding)
    {
    }

    private protected override string Name => "AveragePool1D";

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new AveragePool1DModule(Window);
}
