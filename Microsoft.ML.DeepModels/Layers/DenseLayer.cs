using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A fully connected layer; see <see cref="Layer.Dense"/>.</summary>
public sealed record DenseLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public DenseLayer(int units, Activation activation = Activation.Linear, bool useBias = true, bool zeroWeights = false)
    {
        Units = AtLeast(1, units, nameof(units));
        Activation = Defined(activation, nameof(activation));
        UseBias = useBias;
        ZeroWeights = zeroWeights;
    }

    /// <summary>The number of outputs.</summary>
    public int Units { get; }

    /// <summary>The function applied to the result.</summary>
    public new Activation Activation { get; }

    /// <summary>Whether a learned constant is added per unit.</summary>
    public bool UseBias { get; }

    /// <summary>Whether the weights are 0 at first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ZeroWeights { get; }

    /// <summary>For instance <c>Dense(64)</c>.</summary>
    public override string ToString() => $"Dense({Units})";

    internal override TensorShape InferShape(TensorShape input, string origin) => input.Count switch
    {
        1 when !input.HasVariableLength => new TensorShape(Units),
        1 => throw Refuse("features", "tokens", origin, "Put Layer.Embedding before it."),
        2 => new TensorShape(input[0], Units),
        _ => throw Refuse("a vector (features) or a sequence (timesteps, features)", input, origin,
            "Put Layer.Flatten() or Layer.GlobalAveragePool2D() before it."),
    };

    internal override long CountParameters(TensorShape input) => checked((long)Units * input[^1] + (UseBias ? Units : 0));

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new DenseModule(this, input[^1], context);
}
