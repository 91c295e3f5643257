using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Attention of each step to all steps; see <see cref="Layer.SelfAttention"/>.</summary>
public sealed record SelfAttentionLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public SelfAttentionLayer(int heads) => Heads = AtLeast(1, heads, nameof(heads));

    /// <summary>Into how many parts the features are split.</summary>
    public int Heads { get; }

    /// <summary>For instance <c>SelfAttention(12 heads)</c>.</summary>
    public override string ToString() => Heads == 1 ? "SelfAttention(1 head)" : $"SelfAttention({Heads} heads)";

    internal override TensorShape InferShape(TensorShape input, string origin) => Sequence(input, origin).Features % Heads == 0
        ? input
        : throw Refuse($"a number of features that its {Heads} heads divide without remainder", $"{input[1]} ({input})", origin, "Change heads or the units of the layer before.");

    internal override long CountParameters(TensorShape input) => checked(4L * input[1] * input[1] + 4L * input[1]);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new SelfAttentionModule(Heads, input[1], context);
}
