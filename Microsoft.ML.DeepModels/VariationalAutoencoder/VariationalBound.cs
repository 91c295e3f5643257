using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>A lower bound of the logarithm of the likelihood of a row, and from how many latent vectors it is estimated. A plain value.</summary>
public sealed record VariationalBound
{
    private VariationalBound(int samples, bool isImportanceWeighted)
    {
        Samples = Require.AtLeastOne(samples);
        IsImportanceWeighted = isImportanceWeighted;
    }

    /// <summary>The number of latent vectors drawn for each row.</summary>
    public int Samples { get; }

    /// <summary>Whether latent vectors are weighed by their importance.</summary>
    public bool IsImportanceWeighted { get; }

    /// <summary>
    /// The evidence lower bound (Kingma and Welling, 2014, https://arxiv.org/abs/1312.6114): the mean over the samples of log p(x | z), minus the
    /// Kullback-Leibler divergence of the posterior to the standard normal distribution, which is computed exactly.
    /// </summary>
    /// <param name="samples">1 or above; more make the estimate less noisy</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static VariationalBound Elbo(int samples = 1) => new(samples, false);

    /// <summary>
    /// The importance-weighted bound (Burda et al., 2016, https://arxiv.org/abs/1509.00519): log of the mean over the samples of p(x, z) / q(z | x).
    /// </summary>
    /// <param name="samples">1 or above; more make the bound tighter</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static VariationalBound ImportanceWeighted(int samples) => new(samples, true);

    internal JsonObject ToJson() => new() { ["samples"] = Samples, ["importanceWeighted"] = IsImportanceWeighted };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    internal static VariationalBound FromJson(JsonNode json)
    {
        try
        {
            return new VariationalBound(json["samples"]!.GetValue<int>(), json["importanceWeighted"]!.GetValue<bool>());
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"the bound cannot be read: {e.Message}", e);
        }
    }
}
