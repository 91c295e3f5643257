using Microsoft.ML.DeepModels.Layers;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Takes an encoder out of a generative network.</summary>
internal static class EncoderSnapshot
{
    /// <param name="encoding">the encoder</param>
    /// <param name="module">the whole network</param>
    /// <param name="layers">how many layers, 1 to all; null: all, of which the last gives the latent means only</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer layers.</exception>
    public static NetworkSnapshot Snapshot(this EncoderPart encoding, nn.Module module, int? layers)
    {
        var all = encoding.Network.Layers;
        int count = EmbeddingScorer.CheckLayers(encoding.Network, layers ?? all.Count);
        var encoder = module.named_children().Single(child => child.name == encoding.Name).module;
        var snapshot = NetworkSnapshot.Of(new NetworkInput(encoding.Network.InputShape), all, encoder, count, $"encoder {encoding.Network}");
        if (count == all.Count && all[^1] is DenseLayer last) snapshot = MeansOnly(snapshot, last, encoding.LatentSize);
        return encoding is { Scale: 1, Offset: 0 } ? snapshot : snapshot.After(Layer.Rescaling(1 / encoding.Scale, -encoding.Offset / encoding.Scale));
    }

    /// <summary>The last layer gives means and logarithms of variances side by side: the first half of its rows are the means.</summary>
    private static NetworkSnapshot MeansOnly(NetworkSnapshot snapshot, DenseLayer last, int means)
    {
        string prefix = $"{snapshot.Layers.Count - 1}.";
        return snapshot with
        {
            Layers = [.. snapshot.Layers.SkipLast(1), new DenseLayer(means, last.Activation, last.UseBias)],
            Weights = snapshot.Weights.ToDictionary(weight => weight.Key,
                weight => weight.Key.StartsWith(prefix, StringComparison.Ordinal) ? weight.Value[..(weight.Value.Length / last.Units * means)] : weight.Value)
        };
    }
}
