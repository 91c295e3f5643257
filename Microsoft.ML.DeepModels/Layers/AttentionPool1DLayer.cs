using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A weighted mean over timesteps, with weights that are learned; see <see cref="Layer.AttentionPool1D"/>.</summary>
public sealed record AttentionPool1DLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public AttentionPool1DLayer(int units) => Units = AtLeast(1, units, nameof(units));

    /// <summary>The length of the vector that a step is judged by.</summary>
    public int Units { get; }

    /// <summary>For instance <c>AttentionPool1D(16)</c>.</summary>
    public override string ToString() => $"AttentionPool1D({Units})";

    internal override TensorShape InferShape(TensorShape input, string origin) => new(Sequence(input, origin).Features);

    internal override long CountParameters(TensorShape input) => checked((long)Units * (input[1] + 2L));

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new AttentionPool1DModule(Units, input[1], context);
}
