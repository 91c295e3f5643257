namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>How well a variational autoencoder explains rows; means over the rows, in nats.</summary>
public sealed record VariationalAutoencoderMetrics
{
    /// <summary>The number of rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Minus the evidence lower bound: <see cref="Reconstruction"/> plus <see cref="KullbackLeibler"/>. Lower is better.</summary>
    public double NegativeElbo => Reconstruction + KullbackLeibler;

    /// <summary>Minus the logarithm of the likelihood of rows, given latent vectors drawn from their posterior.</summary>
    public required double Reconstruction { get; init; }

    /// <summary>The Kullback-Leibler divergence of the posterior to the standard normal distribution.</summary>
    public required double KullbackLeibler { get; init; }

    /// <summary>
    /// The logarithm of the likelihood of rows by importance sampling (Burda et al., 2016): at least minus <see cref="NegativeElbo"/>, and at most the true one, in
    /// expectation. Higher is better.
    /// </summary>
    public required double LogLikelihood { get; init; }

    /// <summary>The latent vectors that were drawn for each row.</summary>
    public required int ImportanceSamples { get; init; }

    /// <summary>The variance of the posterior mean over the rows, of each latent variable.</summary>
    public required IReadOnlyList<double> LatentVariances { get; init; }

    /// <summary>The number of latent variables that tell something of a row: their variance is above 0.01 (Burda et al., 2016).</summary>
    public int ActiveUnits => LatentVariances.Count(variance => variance > 0.01);
}
