using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Only a function of each value; see <see cref="Layer.Activation(Activation)"/>.</summary>
public sealed record ActivationLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public ActivationLayer(Activation function) => Function = Defined(function, nameof(function));

    /// <summary>The function.</summary>
    public Activation Function { get; }

    /// <summary>For instance <c>Activation(Relu)</c>.</summary>
    public override string ToString() => $"Activation({Function})";

    internal override TensorShape InferShape(TensorShape input, string origin) => NotTokens(input, origin);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new FunctionModule("Activation", x => Activations.Apply(Function, x));
}
