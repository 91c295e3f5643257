using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>
/// The values of keys in what a generator made. It makes logits of them; a key is drawn by their softmax as the place of the largest logit plus Gumbel noise, and
/// while training a softmax stands for "the largest", so that gradients pass (Jang et al., 2017, https://arxiv.org/abs/1611.01144).
/// </summary>
/// <param name="keys">in ascending order</param>
/// <param name="width">of a row</param>
internal sealed class RowKeys(IReadOnlyList<ValueBlock> keys, int width)
{
    private readonly IReadOnlyList<(ValueBlock Block, bool IsKey)> _parts = Parts(keys, width);

    /// <summary>Whether there are any.</summary>
    public bool Any => keys.Count > 0;

    /// <summary>(batch, width) with nearly one value of each key at 1; differentiable.</summary>
    /// <param name="made">(batch, width)</param>
    /// <param name="noise">(batch, width) standard Gumbel</param>
    /// <param name="temperature">above 0; the lower, the nearer to 0 and 1</param>
    public Tensor Soft(Tensor made, Tensor noise, double temperature) => Replace(made, noise, noisy => noisy.Over(temperature).softmax(1));

    /// <summary>(batch, width) with one value of each key at 1.</summary>
    /// <param name="made">(batch, width)</param>
    /// <param name="noise">(batch, width) standard Gumbel</param>
    public Tensor Hard(Tensor made, Tensor noise) =>
        Replace(made, noise, noisy => nn.functional.one_hot(noisy.argmax(1), noisy.shape[1]).to_type(noisy.dtype));

    private Tensor Replace(Tensor made, Tensor noise, Func<Tensor, Tensor> draw)
    {
        if (!Any) return made;
        var noisy = made.Plus(noise);
        return cat([.. _parts.Select(part => part.IsKey
            ? draw(noisy.narrow(1, part.Block.Offset, part.Block.Width))
            : made.narrow(1, part.Block.Offset, part.Block.Width))], 1); // (batch, width)
    }

    /// <summary>Keys, and the numbers between them.</summary>
    private static List<(ValueBlock, bool)> Parts(IReadOnlyList<ValueBlock> keys, int width)
    {
        var parts = new List<(ValueBlock, bool)>();
        int place = 0;
        foreach (var key in keys)
        {
            if (key.Offset > place) parts.Add((new ValueBlock(place, key.Offset - place), false));
            parts.Add((key, true));
            place = key.Offset + key.Width;
        }
        if (width > place) parts.Add((new ValueBlock(place, width - place), false));
        return parts;
    }
}
