using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>What both trainers of variational autoencoders can be told; defaults are the reference network and its training.</summary>
public abstract class VariationalAutoencoderOptions : GenerativeTrainerOptions
{
    private protected VariationalAutoencoderOptions()
    {
    }

    /// <summary>The length of the latent vector, 1 or above.</summary>
    public int LatentSize { get; init; } = 10;

    /// <summary>
    /// The layers of the encoder, without the last one: that follows from the latent size, as a dense layer with mean and log-variance. It may be empty.
    /// Null: <c>Dense(20, Relu)</c> for vectors, two convolutions for images whose sides divide by 4.
    /// </summary>
    public IReadOnlyList<Layer>? EncoderLayers { get; init; }

    /// <summary>
    /// The layers of the decoder, from (latent size) on, without the last one: that follows from the rows, as a dense layer, or a convolution after layers that give
    /// images of their height and width. It may be empty. Null: <c>Dense(20, Relu)</c> for vectors, the mirror of the encoder for images.
    /// </summary>
    public IReadOnlyList<Layer>? DecoderLayers { get; init; }

    /// <summary>How likely a row is, given what the decoder made.</summary>
    public VariationalLikelihood Likelihood { get; init; } = VariationalLikelihood.Bernoulli;

    /// <summary>The weight of the Kullback-Leibler divergence in training, 0 or above; 1: the evidence lower bound itself (Higgins et al., "beta-VAE", 2017).</summary>
    public double Beta { get; init; } = 1;

    /// <summary>How that weight grows during training.</summary>
    public BetaSchedule BetaSchedule { get; init; } = BetaSchedule.Constant;

    /// <summary>
    /// The Kullback-Leibler divergence, in nats, below which a latent variable costs nothing, as the mean over a batch, 0 or above (Kingma et al., 2016,
    /// https://arxiv.org/abs/1606.04934): it keeps variables from being given up early.
    /// </summary>
    public double FreeBits { get; init; }

    /// <summary>What training makes large.</summary>
    public VariationalBound Bound { get; init; } = VariationalBound.Elbo();

    /// <summary>
    /// What the trained model tells of a row as its negative evidence lower bound. The latent vectors follow from the values of the row, so that it has the same
    /// score each time.
    /// </summary>
    public VariationalBound ScoringBound { get; init; } = VariationalBound.Elbo(8);
}
