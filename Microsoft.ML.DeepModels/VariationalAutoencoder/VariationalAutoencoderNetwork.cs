using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>
/// Encoder and decoder of a variational autoencoder (Kingma and Welling, "Auto-encoding variational Bayes", 2014). Owns both.
/// </summary>
internal sealed class VariationalAutoencoderNetwork : GenerativeNetwork
{
    // exp() of half of it, and of it, stays far from what Single cannot hold.
    private const double LargestLogVariance = 20, LeastLogVariance = -30;

    // What is decoded at once when many latent vectors are drawn for each row: a layer of a decoder may hold tens of times the values of a row.
    private const int RowsAtOnce = 1 << 13, ValuesAtOnce = 1 << 20;

    private const ulong NoiseSeed = 0x5EED0FE1B0;

    /// <summary>The name of the encoder among the modules.</summary>
    public const string EncoderName = "encoder";

    private readonly VariationalAutoencoderDefinition _definition;

    [ComponentName(Name = EncoderName)]
    private readonly LayerStack _encoder;

    [ComponentName(Name = "decoder")]
    private readonly LayerStack _decoder;

    [ComponentName(Name = "log_variance")]
    private readonly Tensor? _logVariance; // (1)

    public VariationalAutoencoderNetwork(VariationalAutoencoderDefinition definition, ModuleContext context)
        : base(nameof(VariationalAutoencoderNetwork))
    {
        _definition = definition;
        _encoder = LayerStack.Create(definition.Encoder, context);
        try
        {
            _decoder = LayerStack.Create(definition.Decoder, context);
        }
        catch
        {
            _encoder.Dispose();
            throw;
        }
        if (definition.Likelihood.LearnsVariance) _logVariance = Initialisation.Vector(1, 0, context);
        RegisterComponents();
    }

    /// <summary>What latent vectors a row may have come from.</summary>
    /// <param name="rows">(batch, ...)</param>
    /// <param name="labels">(batch) class indices; null without a condition</param>
    public Posterior Encode(Tensor rows, Tensor? labels)
    {
        var both = _encoder.call(Condition.Beside(Scaled(rows), labels, _definition.Classes)).chunk(2, 1); // two of (batch, latent size)
        return new Posterior(both[0], both[1].Within(LeastLogVariance, LargestLogVariance));
    }

    /// <summary>What the likelihood makes rows of.</summary>
    /// <param name="latents">(batch, latent size)</param>
    /// <param name="labels">(batch) class indices; null without a condition</param>
    /// <returns>(batch, ...) of the shape of a row</returns>
    public Tensor Decode(Tensor latents, Tensor? labels) => _decoder.call(Condition.Beside(latents, labels, _definition.Classes));

    /// <summary>(samples, batch) minus the logarithm of the likelihood of rows given latent vectors.</summary>
    /// <param name="rows">(batch, ...)</param>
    /// <param name="labels">(batch) class indices; null without a condition</param>
    /// <param name="latents">(samples, batch, latent size)</param>
    public Tensor Reconstruction(Tensor rows, Tensor? labels, Tensor latents)
    {
        long samples = latents.shape[0], batch = latents.shape[1];
        var repeated = samples == 1 || labels is null ? labels : labels.repeat([samples]);
        var outputs = Decode(latents.reshape(samples * batch, -1), repeated); // (samples * batch, ...)
        rows = Scaled(rows);
        if (samples == 1) return Sum(outputs, rows, 1).unsqueeze(0); // (1, batch)
        long[] shape = [samples, batch, .. rows.shape.Skip(1)];
        return Sum(outputs.reshape(shape), rows.unsqueeze(0), 2); // (samples, batch)
    }

    /// <summary>(samples, batch) log p(x, z) - log q(z | x), with noise that belongs to the rows; a few samples at a time. Gradients are off.</summary>
    /// <param name="batch">rows</param>
    /// <param name="posterior">of these rows</param>
    /// <param name="samples">the number of latent vectors for each row</param>
    public Tensor LogWeights(Batch batch, Posterior posterior, int samples)
    {
        using var scope = NewDisposeScope();
        var weights = new List<Tensor>();
        int step = SamplesAtOnce(batch.Count);
        for (int start = 0; start < samples; start += step)
        {
            using var inner = NewDisposeScope();
            var some = RowNoise.Of(batch.Features, start, Math.Min(step, samples - start), _definition.LatentSize, NoiseSeed); // (some, batch, latent size)
            var latents = posterior.Sample(some);
            weights.Add(Reconstruction(batch.Features, batch.Labels, latents).Plus(posterior.LogRatio(latents, some)).neg().MoveToOuterDisposeScope());
        }
        return cat([.. weights], 0).MoveToOuterDisposeScope();
    }

    /// <summary>(batch) the negative of a bound, with noise that belongs to the rows. Gradients are off.</summary>
    /// <param name="batch">rows</param>
    /// <param name="posterior">of these rows</param>
    /// <param name="bound">which, and from how many latent vectors</param>
    public Tensor NegativeBound(Batch batch, Posterior posterior, VariationalBound bound)
    {
        if (bound.IsImportanceWeighted) return LogWeights(batch, posterior, bound.Samples).logsumexp(0).Minus(Math.Log(bound.Samples)).neg();
        return ReconstructionMean(batch, posterior, bound.Samples).Plus(posterior.Divergence().sum([1L]));
    }

    /// <summary>(batch) minus the logarithm of the likelihood, the mean over latent vectors with noise that belongs to the rows. Gradients are off.</summary>
    public Tensor ReconstructionMean(Batch batch, Posterior posterior, int samples)
    {
        using var scope = NewDisposeScope();
        var sum = zeros([batch.Count], ScalarType.Float32, batch.Features.device);
        int step = SamplesAtOnce(batch.Count);
        for (int start = 0; start < samples; start += step)
        {
            using var inner = NewDisposeScope();
            var latents = posterior.Sample(RowNoise.Of(batch.Features, start, Math.Min(step, samples - start), _definition.LatentSize, NoiseSeed));
            sum.Plus_(Reconstruction(batch.Features, batch.Labels, latents).sum([0L]));
        }
        return sum.Over(samples).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Describe(Batch batch, ReadOnlySpan<bool> wanted, Span<Tensor?> results)
    {
        var posterior = Encode(batch.Features, batch.Labels);
        results[VariationalAutoencoderDefinition.LatentIndex] = posterior.Mean;
        results[VariationalAutoencoderDefinition.LogVarianceIndex] = posterior.LogVariance;
        if (wanted[VariationalAutoencoderDefinition.ReconstructionIndex] || wanted[VariationalAutoencoderDefinition.ErrorIndex])
        {
            var made = Generate(posterior.Mean, batch.Labels);
            results[VariationalAutoencoderDefinition.ReconstructionIndex] = made;
            results[VariationalAutoencoderDefinition.ErrorIndex] = (made - batch.Features).Squared().flatten(1).mean([1L]); // (batch)
        }
        if (wanted[VariationalAutoencoderDefinition.ElboIndex])
        {
            var bound = NegativeBound(batch, posterior, _definition.ScoringBound);
            // A row so far off that its bound is no number is as unlikely as one with a value that cannot be.
            var impossible = bound.isnan();
            if (_definition.Likelihood.Impossible(batch.Features) is { } beyond) impossible = impossible | beyond; // (batch)
            results[VariationalAutoencoderDefinition.ElboIndex] = bound.FilledWhere(impossible, double.PositiveInfinity);
        }
    }

    /// <inheritdoc/>
    public override Tensor Generate(Tensor latents, Tensor? labels)
    {
        var made = _definition.Likelihood.Mean(Decode(latents, labels));
        return _definition is { Scale: 1, Offset: 0 } ? made : made.Times(_definition.Scale).Plus(_definition.Offset);
    }

    private int SamplesAtOnce(int rows) => Math.Max(1, Math.Min(RowsAtOnce, ValuesAtOnce / _definition.DataShape.ElementCount) / Math.Max(1, rows));

    /// <summary>Rows as the networks see them: about the size of 1.</summary>
    private Tensor Scaled(Tensor rows) => _definition is { Scale: 1, Offset: 0 } ? rows : rows.Minus(_definition.Offset).Over(_definition.Scale);

    /// <summary>Minus the logarithm of the likelihood of whole rows, in the units in which they were given.</summary>
    /// <param name="outputs">(..., row) of the decoder</param>
    /// <param name="rows">(..., row), scaled</param>
    /// <param name="axis">the first axis of a row</param>
    private Tensor Sum(Tensor outputs, Tensor rows, int axis)
    {
        var sum = _definition.Likelihood.NegativeLog(outputs, rows, _logVariance, _definition.Scale).flatten(axis).sum([(long)axis]);
        return _definition.Scale == 1 ? sum : sum.Plus(Math.Log(_definition.Scale) * _definition.DataShape.ElementCount);
    }
}
