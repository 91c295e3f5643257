using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A learned vector for each token; see <see cref="Layer.Embedding"/>.</summary>
public sealed record EmbeddingLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public EmbeddingLayer(int dimensions, int? vocabulary = null)
    {
        Dimensions = AtLeast(1, dimensions, nameof(dimensions));
        Vocabulary = vocabulary is { } tokens ? AtLeast(1, tokens, nameof(vocabulary)) : null;
    }

    /// <summary>The number of values that a token becomes.</summary>
    public int Dimensions { get; }

    /// <summary>The number of tokens; null: a trainer takes it from the key type of its column.</summary>
    public int? Vocabulary { get; }

    /// <summary>For instance <c>Embedding(16)</c>.</summary>
    public override string ToString() => $"Embedding({Dimensions})";

    internal override TensorShape InferShape(TensorShape input, string origin)
    {
        if (input is not { Count: 1, HasVariableLength: true })
            throw Refuse("tokens, a vector of keys", input, origin, "Use it as the first layer over a column of type Vector<Key> or VarVector<Key>.");
        if (Vocabulary is null)
            throw Refuse("a vocabulary", "none", origin, "Give the number of tokens, or let a trainer take it from the key type of its column.");
        return TensorShape.Sequence(Dimensions);
    }

    internal override long CountParameters(TensorShape input) => checked((long)Dimensions * Vocabulary!.Value);

    internal override Layer WithVocabulary(int vocabulary) => Vocabulary is not { } own ? new EmbeddingLayer(Dimensions, vocabulary)
        : own >= vocabulary ? this
        : throw new ArgumentException($"{this} has a vocabulary of {own}, but there are {vocabulary} tokens. Leave the vocabulary out, then it is that of the feature column.");

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new EmbeddingModule(this, context);
}
