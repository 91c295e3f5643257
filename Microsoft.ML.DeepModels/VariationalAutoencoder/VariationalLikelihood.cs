using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>How likely a row is, given what the decoder made: p(x | z). A plain value.</summary>
public abstract record VariationalLikelihood
{
    private const string BernoulliName = "bernoulli", GaussianName = "gaussian", LearnedName = "learnedGaussian";

    private protected VariationalLikelihood()
    {
    }

    /// <summary>
    /// Each value is the probability of 1, or a grey level in [0, 1] taken as one: the loss is the binary cross-entropy, and reconstructions are in (0, 1).
    /// Values must be in [0, 1].
    /// </summary>
    public static VariationalLikelihood Bernoulli { get; } = new BernoulliLikelihood();

    /// <summary>Each value is normally distributed around the reconstruction with a fixed standard deviation: any values.</summary>
    /// <param name="standardDeviation">in the units of the rows, above 0; the smaller, the more the reconstruction counts beside the Kullback-Leibler divergence</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public static VariationalLikelihood Gaussian(double standardDeviation = 1) => new GaussianLikelihood(Require.Positive(standardDeviation));

    /// <summary>
    /// Each value is normally distributed around the reconstruction with one variance for all values, which training learns and which balances
    /// reconstruction and Kullback-Leibler divergence (Rybkin et al., "Simple and effective VAE training with calibrated decoders", 2021). It is
    /// at least exp(-12) times the variance of all values, so that rows of constants cannot make it vanish.
    /// </summary>
    public static VariationalLikelihood LearnedGaussian { get; } = new LearnedGaussianLikelihood();

    /// <summary>Whether values must be in [0, 1].</summary>
    internal virtual bool NeedsUnitRange => false;

    /// <summary>Whether the network has a variance to learn.</summary>
    internal virtual bool LearnsVariance => false;

    /// <summary>What the decoder made, in the units of the rows.</summary>
    internal virtual Tensor Mean(Tensor outputs) => outputs;

    /// <summary>Minus the logarithm of the likelihood of each value, in nats.</summary>
    /// <param name="outputs">(..., values) of the decoder</param>
    /// <param name="rows">(..., values) the same shape, or one that broadcasts to it</param>
    /// <param name="logVariance">(1) where a variance is learned; else null</param>
    /// <param name="scale">what the values were divided by</param>
    internal abstract Tensor NegativeLog(Tensor outputs, Tensor rows, Tensor? logVariance, double scale);

    /// <summary>(batch) which rows hold a value that this likelihood gives no probability; null: there are none such.</summary>
    /// <param name="rows">(batch, ...)</param>
    internal virtual Tensor? Impossible(Tensor rows) => null;

    internal abstract JsonObject ToJson();

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    internal static VariationalLikelihood FromJson(JsonNode json)
    {
        try
        {
            return json["type"]!.GetValue<string>() switch
            {
                BernoulliName => Bernoulli,
                GaussianName => Gaussian(json["standardDeviation"]!.GetValue<double>()),
                LearnedName => LearnedGaussian,
                var other => throw new FormatException($"there is no likelihood '{other}'")
            };
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"the likelihood cannot be read: {e.Message}", e);
        }
    }

    private static JsonObject Named(string name) => new() { ["type"] = name };

    private sealed record BernoulliLikelihood : VariationalLikelihood
    {
        internal override bool NeedsUnitRange => true;

        public override string ToString() => "Bernoulli";

        internal override Tensor Mean(Tensor outputs) => outputs.sigmoid();

        // log(1 + exp(l)) - x l
        internal override Tensor NegativeLog(Tensor outputs, Tensor rows, Tensor? logVariance, double scale) =>
            outputs.Softplus() - rows * outputs;

        // Beyond [0, 1] the formula rewards the distance: nothing there is likely at all.
        internal override Tensor? Impossible(Tensor rows) => (rows.neg().Above(0.0) | rows.Above(1.0)).flatten(1).any(1); // (batch)

        internal override JsonObject ToJson() => Named(BernoulliName);
    }

    private sealed record GaussianLikelihood(double StandardDeviation) : VariationalLikelihood
    {
        public override string ToString() => FormattableString.Invariant($"Gaussian({StandardDeviation})");

        internal override Tensor NegativeLog(Tensor outputs, Tensor rows, Tensor? logVariance, double scale) =>
            (outputs - rows).Squared().Times(0.5 * scale * scale / (StandardDeviation * StandardDeviation)).Plus(0.5 * Math.Log(2 * Math.PI) + Math.Log(StandardDeviation / scale));

        internal override JsonObject ToJson()
        {
            var json = Named(GaussianName);
            json["standardDeviation"] = StandardDeviation;
            return json;
        }
    }

    private sealed record LearnedGaussianLikelihood : VariationalLikelihood
    {
        private const double Floor = -12;

        internal override bool LearnsVariance => true;

        public override string ToString() => "LearnedGaussian";

        internal override Tensor NegativeLog(Tensor outputs, Tensor rows, Tensor? logVariance, double scale)
        {
            var bounded = logVariance!.Minus(Floor).Softplus().Plus(Floor); // (1)
            return ((outputs - rows).Squared() * bounded.neg().exp().Times(0.5)).Plus(bounded.Plus(Math.Log(2 * Math.PI)).Times(0.5));
        }

        internal override JsonObject ToJson() => Named(LearnedName);
    }
}
