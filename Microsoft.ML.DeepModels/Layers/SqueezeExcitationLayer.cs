using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Gates for the channels of an image, from the means of all channels; see <see cref="Layer.SqueezeExcitation"/>.</summary>
public sealed record SqueezeExcitationLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public SqueezeExcitationLayer(int units, Activation activation = Activation.Relu, Activation gate = Activation.Sigmoid)
    {
        Units = AtLeast(1, units, nameof(units));
        Activation = Defined(activation, nameof(activation));
        Gate = Defined(gate, nameof(gate));
    }

    /// <summary>The length of the vector in between.</summary>
    public int Units { get; }

    /// <summary>The function after the first product.</summary>
    public new Activation Activation { get; }

    /// <summary>The function after the second product, which gives the factors.</summary>
    public Activation Gate { get; }

    /// <summary>For instance <c>SqueezeExcitation(8)</c>.</summary>
    public override string ToString() => $"SqueezeExcitation({Units})";

    internal override TensorShape InferShape(TensorShape input, string origin)
    {
        _ = Image(input, origin);
        return input;
    }

    internal override long CountParameters(TensorShape input) => checked(2L * Units * input[0] + Units + input[0]);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new SqueezeExcitationModule(this, input[0], context);
}
