using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Metrics;
using Microsoft.ML.DeepModels.Training.Optimizers;
using Microsoft.ML.DeepModels.Training.Schedules;
using static TorchSharp.torch;
using Generator = TorchSharp.torch.Generator;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>
/// The step of this family: minus the bound of a batch, and one optimizer for encoder and decoder. What it reports is the negative bound, in nats a
/// row, with the full weight of the Kullback-Leibler divergence, whatever its schedule says at the time, so that epochs can be compared. The network and the generator are the caller's.
/// </summary>
internal sealed class VariationalAutoencoderStep : ITrainingStep
{
    private readonly VariationalAutoencoderNetwork _network;
    private readonly VariationalAutoencoderDefinition _definition;
    private readonly VariationalAutoencoderOptions _options;
    private readonly Generator _noise;
    private readonly ParameterBuffer _parameters;
    private readonly OptimizerState _optimizer;
    private readonly ValueMetric _reconstruction;
    private readonly ValueMetric _divergence;
    private bool? _training;

    /// <param name="network">on the device of the batches</param>
    /// <param name="definition">of the network</param>
    /// <param name="options">checked settings</param>
    /// <param name="noise">a CPU generator: latent vectors are drawn from it while training</param>
    public VariationalAutoencoderStep(
        VariationalAutoencoderNetwork network, VariationalAutoencoderDefinition definition, VariationalAutoencoderOptions options, Generator noise)
    {
        _network = network;
        _definition = definition;
        _options = options;
        _noise = noise;
        _parameters = new ParameterBuffer(network);
        _optimizer = options.Optimizer.CreateState(_parameters);
        var metrics = CreateMetrics();
        (_reconstruction, _divergence) = (metrics[0], metrics[1]);
        Metrics = metrics;
        State = [_parameters.Values, .. ModuleTensors.Buffers(network).Select(b => b.Tensor)];
    }

    /// <summary>The two parts of the bound, in nats a row.</summary>
    public static IReadOnlyList<ValueMetric> CreateMetrics() => [new("reconstruction", higherIsBetter: false), new("kl", higherIsBetter: false)];

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> State { get; }

    /// <inheritdoc/>
    public BatchMean Train(Batch batch, double learningRate, SchedulePosition position)
    {
        Switch(true);
        using var grad = enable_grad(); // whatever the caller has set for its thread
        double beta = _options.Beta * _options.BetaSchedule.Factor(position);
        var posterior = _network.Encode(batch.Features, batch.Labels);
        var noise = randn([_options.Bound.Samples, batch.Count, _definition.LatentSize], ScalarType.Float32, CPU, false, _noise).to(batch.Features.device);
        var latents = posterior.Sample(noise); // (samples, batch, latent size)
        var losses = _network.Reconstruction(batch.Features, batch.Labels, latents); // (samples, batch)
        Tensor objective, reported;
        Tensor reconstruction, divergence; // (batch)
        if (_options.Bound.IsImportanceWeighted)
        {
            var ratio = posterior.LogRatio(latents, noise); // (samples, batch)
            var bound = NegativeBound(losses.Plus(ratio.Times(beta)));
            objective = BatchMean.Of(bound, batch.Weights).Mean;
            reconstruction = losses.detach().mean([0L]);
            divergence = ratio.detach().mean([0L]);
            reported = beta == _options.Beta ? bound.detach() : NegativeBound(losses.Plus(ratio.Times(_options.Beta)).detach());
        }
        else
        {
            var each = losses.shape[0] == 1 ? losses.squeeze(0) : losses.mean([0L]); // (batch)
            var variables = posterior.Divergence(); // (batch, latent size)
            var rows = variables.sum([1L]); // (batch)
            objective = _options.FreeBits > 0 ? BatchMean.Of(each, batch.Weights).Mean.Plus(Charged(variables, batch.Weights).Times(beta))
                : BatchMean.Of(each.Plus(beta == 1 ? rows : rows.Times(beta)), batch.Weights).Mean;
            reconstruction = each.detach();
            divergence = rows.detach();
            reported = Whole(reconstruction, divergence);
        }
        objective.backward();
        _options.GradientClipping?.Apply(_parameters);
        _optimizer.Step(learningRate, _options.WeightDecay);
        using var noGrad = no_grad();
        Report(reconstruction, divergence, batch.Weights);
        return BatchMean.Of(reported, batch.Weights);
    }

    /// <inheritdoc/>
    public BatchMean Evaluate(Batch batch)
    {
        Switch(false);
        using var noGrad = no_grad();
        var posterior = _network.Encode(batch.Features, batch.Labels);
        var divergence = posterior.Divergence().sum([1L]);
        if (_options.Bound.IsImportanceWeighted)
        {
            Report(_network.ReconstructionMean(batch, posterior, _options.Bound.Samples), divergence, batch.Weights);
            return BatchMean.Of(_network.NegativeBound(batch, posterior, _options.Bound), batch.Weights);
        }
        var reconstruction = _network.ReconstructionMean(batch, posterior, _options.Bound.Samples);
        Report(reconstruction, divergence, batch.Weights);
        return BatchMean.Of(Whole(reconstruction, divergence), batch.Weights);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _parameters.Dispose();
        _reconstruction.Dispose();
        _divergence.Dispose();
    }

    /// <summary>(batch) the negative bound with the full weight of the divergence, whatever it is at the time.</summary>
    private Tensor Whole(Tensor reconstruction, Tensor divergence) => reconstruction.Plus(_options.Beta == 1 ? divergence : divergence.Times(_options.Beta));

    /// <summary>The divergence of a batch, where a variable whose mean is below the free bits costs these.</summary>
    private Tensor Charged(Tensor variables, Tensor? weights)
    {
        var means = weights is null ? variables.mean([0L]) : (variables * weights.unsqueeze(1)).sum([0L]) / weights.sum().AtLeast(1e-30); // (latent size)
        return means.AtLeast(_options.FreeBits).sum();
    }

    /// <summary>(batch) from minus the logarithms of importance weights, (samples, batch).</summary>
    private static Tensor NegativeBound(Tensor negativeLogs) => negativeLogs.neg().logsumexp(0).Minus(Math.Log(negativeLogs.shape[0])).neg();

    private void Report(Tensor reconstruction, Tensor divergence, Tensor? weights)
    {
        _reconstruction.Update(reconstruction, weights);
        _divergence.Update(divergence, weights);
    }

    private void Switch(bool training)
    {
        if (_training == training) return;
        _network.train(training);
        _training = training;
    }
}
