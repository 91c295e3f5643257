using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes an <see cref="EmbeddingLayer"/>: (batch, steps) Int64 tokens from 0 to (batch, steps, dimensions).</summary>
internal sealed class EmbeddingModule : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Tensor _weight; // (vocabulary, dimensions)

    public EmbeddingModule(EmbeddingLayer layer, ModuleContext context)
        : base(nameof(EmbeddingModule))
    {
        // Vectors of length about 1, however many dimensions there are: what follows begins with inputs of one size.
        _weight = Initialisation.Normal(layer.Vocabulary!.Value, layer.Dimensions, 1 / Math.Sqrt(layer.Dimensions), context);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var tokens = input.flatten(); // (batch * steps)
        using var rows = _weight.index_select(0, tokens); // (batch * steps, dimensions)
        return rows.reshape(input.shape[0], input.shape[1], -1); // (batch, steps, dimensions)
    }
}
