using Microsoft.ML.DeepModels.Tensors;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>The normal distributions that an encoder gives for rows: q(z | x), independent in each latent variable.</summary>
/// <param name="Mean">(batch, latent size)</param>
/// <param name="LogVariance">(batch, latent size)</param>
internal readonly record struct Posterior(Tensor Mean, Tensor LogVariance)
{
    /// <summary>Latent vectors, differentiable with respect to mean and variance.</summary>
    /// <param name="noise">(samples, batch, latent size), standard normal</param>
    /// <returns>(samples, batch, latent size)</returns>
    public Tensor Sample(Tensor noise) => (LogVariance.Times(0.5).exp() * noise).Plus(Mean);

    /// <summary>(batch, latent size) the Kullback-Leibler divergence to the standard normal distribution, in nats.</summary>
    public Tensor Divergence() => (Mean.Squared().Plus(LogVariance.exp()) - LogVariance).Minus(1).Times(0.5);

    /// <summary>(samples, batch) log q(z | x) - log p(z) of latent vectors drawn from this noise.</summary>
    public Tensor LogRatio(Tensor latents, Tensor noise) =>
        (latents.Squared() - noise.Squared() - LogVariance).Times(0.5).sum([-1L]); // the terms with 2 pi cancel
}
