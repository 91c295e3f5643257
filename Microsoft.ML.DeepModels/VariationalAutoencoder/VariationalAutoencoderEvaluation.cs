using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>Measures a variational autoencoder on rows.</summary>
internal static class VariationalAutoencoderEvaluation
{
    /// <param name="model">of this family</param>
    /// <param name="batches">on its device; disposed by the call</param>
    /// <param name="samples">the latent vectors drawn for each row</param>
    public static VariationalAutoencoderMetrics Run(GenerativeModel model, IEnumerable<Batch> batches, int samples)
    {
        double reconstruction = 0, divergence = 0, likelihood = 0;
        long rows = 0;
        double[] mean = new double[model.Definition.LatentSize], squares = new double[mean.Length];
        foreach (var next in batches)
        {
            using var batch = next;
            using var use = model.Enter();
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var network = (VariationalAutoencoderNetwork)use.Module;
            if (((VariationalAutoencoderDefinition)model.Definition).Likelihood.Impossible(batch.Features)?.any().cpu().item<bool>() == true)
            {
                throw new InvalidOperationException($"Among the rows {rows} to {rows + batch.Count - 1} (the first is 0) is one with a value that the likelihood cannot explain: " +
                    "Bernoulli needs values from 0 to 1. Scale the rows as the training rows were scaled.");
            }
            var posterior = network.Encode(batch.Features, batch.Labels);
            var weights = network.LogWeights(batch, posterior, samples).to_type(ScalarType.Float64); // (samples, batch)
            var kl = posterior.Divergence().to_type(ScalarType.Float64).sum([1L]); // (batch)
            likelihood += weights.logsumexp(0).Minus(Math.Log(samples)).sum().cpu().Number();
            divergence += kl.sum().cpu().Number();
            reconstruction += network.ReconstructionMean(batch, posterior, samples).to_type(ScalarType.Float64).sum().cpu().Number();
            Add(posterior.Mean, mean, squares, rows);
            rows += batch.Count;
        }
        if (rows == 0) throw new InvalidOperationException("There are no rows in the data. Evaluate needs at least one.");
        return new VariationalAutoencoderMetrics
        {
            Rows = rows,
            Reconstruction = reconstruction / rows,
            KullbackLeibler = divergence / rows,
            LogLikelihood = likelihood / rows,
            ImportanceSamples = samples,
            LatentVariances = [.. squares.Select(square => square / rows)]
        };
    }

    // Welford 1962.
    private static void Add(Tensor means, double[] mean, double[] squares, long rows)
    {
        float[] values = means.cpu().contiguous().data<float>().ToArray();
        for (int row = 0; row < values.Length / mean.Length; row++)
        {
            for (int i = 0; i < mean.Length; i++)
            {
                double delta = values[row * mean.Length + i] - mean[i];
                mean[i] += delta / (rows + row + 1);
                squares[i] += delta * (values[row * mean.Length + i] - mean[i]);
            }
        }
    }
}
