using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Metrics;
using Microsoft.ML.DeepModels.Training.Optimizers;
using Microsoft.ML.DeepModels.Training.Schedules;
using TorchSharp;
using static TorchSharp.torch;
using Generator = TorchSharp.torch.Generator;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>
/// The step of this family: two networks, two losses, two optimizers. The generator makes rows once; with these the discriminator learns, and through the
/// discriminator that has learned the generator does. What it reports is the sum of both losses. The networks and the generator of noise are the caller's.
/// </summary>
internal sealed class GenerativeAdversarialNetworkStep : ITrainingStep
{
    private const ulong EvaluationSeed = 0x5EED0E7A1;

    private readonly GenerativeAdversarialNetworkModule _network;
    private readonly GenerativeAdversarialNetworkDefinition _definition;
    private readonly GenerativeAdversarialNetworkTrainer.Options _options;
    private readonly GenerativeAdversarialNetworkLoss _loss;
    private readonly Generator _noise;
    private readonly ParameterBuffer _generator, _discriminator;
    private readonly OptimizerState _generatorOptimizer, _discriminatorOptimizer;
    private readonly Tensor[] _discriminatorWeights;
    private readonly Tensor _lastGeneratorLoss; // ()
    private readonly ValueMetric[] _metrics = [.. MetricNames.Select(name => new ValueMetric(name, higherIsBetter: name is "D(x)" or "D(G(z))"))];
    private readonly DiscriminatorWatch? _watch;
    private readonly bool _apart;
    private long _batches, _generatorSteps;
    private bool? _training;

    /// <param name="network">on the device of the batches</param>
    /// <param name="definition">of the network</param>
    /// <param name="options">checked settings</param>
    /// <param name="noise">a CPU generator: latent vectors are drawn from it while training</param>
    public GenerativeAdversarialNetworkStep(GenerativeAdversarialNetworkModule network, GenerativeAdversarialNetworkDefinition definition,
        GenerativeAdversarialNetworkTrainer.Options options, Generator noise)
    {
        _network = network;
        _definition = definition;
        _options = options;
        _loss = options.Loss;
        _noise = noise;
        _generator = new ParameterBuffer(network.Generator);
        _discriminator = new ParameterBuffer(network.Discriminator);
        _generatorOptimizer = options.Optimizer.CreateState(_generator);
        _discriminatorOptimizer = (options.DiscriminatorOptimizer ?? options.Optimizer).CreateState(_discriminator);
        _discriminatorWeights = [.. ModuleTensors.Parameters(network.Discriminator).Select(p => p.Tensor)];
        var device = _discriminator.Values.device;
        _lastGeneratorLoss = zeros([], ScalarType.Float32, device).DetachFromDisposeScope();
        if (_loss.IsProbability) _watch = new DiscriminatorWatch(device);
        // Statistics of a batch are those of real rows or of generated ones, never of both together.
        _apart = options.R1Penalty > 0 || network.Discriminator.modules().OfType<BatchNormModule>().Any();
        if (options.R1Penalty > 0 || _loss.GradientPenalty > 0) network.Discriminator.AllowSecondDerivatives();
        State = [_generator.Values, _discriminator.Values, .. ModuleTensors.Buffers(network).Select(b => b.Tensor)];
    }

    /// <summary>The names of what is reported beside the loss.</summary>
    public static IReadOnlyList<string> MetricNames { get; } = ["discriminator loss", "generator loss", "D(x)", "D(G(z))"];

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics => _metrics;

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> State { get; }

    /// <inheritdoc/>
    public bool LossRanksEpochs => false;

    /// <inheritdoc/>
    public BatchMean Train(Batch batch, double learningRate, SchedulePosition position)
    {
        Switch(true);
        using var grad = enable_grad(); // whatever the caller has set for its thread
        bool both = _batches++ % _options.DiscriminatorSteps == 0;
        var made = Make(batch, both);
        var loss = TrainDiscriminator(_network.Scaled(batch.Features), made.detach(), batch, learningRate / _options.LearningRate * (_options.DiscriminatorLearningRate ?? _options.LearningRate));
        if (both) TrainGenerator(made, batch.Labels, learningRate);
        using var noGrad = no_grad();
        Report(1, _lastGeneratorLoss, batch.Count);
        return new BatchMean(loss.Plus(_lastGeneratorLoss), batch.Weights?.sum());
    }

    /// <inheritdoc/>
    public BatchMean Evaluate(Batch batch)
    {
        Switch(false);
        using var noGrad = no_grad();
        // Latent vectors that belong to the rows: each epoch is judged with the same.
        var latents = RowNoise.Of(batch.Features, 0, 1, _definition.LatentSize, EvaluationSeed).squeeze(0); // (batch, latent size)
        var made = _network.Scaled(_network.Generate(latents, batch.Labels));
        Tensor real = _network.Judge(_network.Scaled(batch.Features), batch.Labels), fake = _network.Judge(made, batch.Labels);
        var loss = BatchMean.Of(_loss.Real(real, _options.LabelSmoothing), batch.Weights).Mean.Plus(_loss.Fake(fake).mean());
        var generatorLoss = _loss.Generator(fake).mean();
        Report(0, loss, batch.Count);
        Report(1, generatorLoss, batch.Count);
        ReportScores(real, fake, batch.Weights);
        return new BatchMean(loss.Plus(generatorLoss), batch.Weights?.sum());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _generatorOptimizer.Dispose();
        _discriminatorOptimizer.Dispose();
        _generator.Dispose();
        _discriminator.Dispose();
        _lastGeneratorLoss.Dispose();
        _watch?.Dispose();
        foreach (var metric in _metrics) metric.Dispose();
    }

    /// <summary>(batch, ...) rows of the generator, as the discriminator sees them.</summary>
    private Tensor Make(Batch batch, bool learns)
    {
        using var grad = set_grad_enabled(learns);
        var device = batch.Features.device;
        var latents = randn([batch.Count, _definition.LatentSize], ScalarType.Float32, CPU, false, _noise).to(device);
        return _network.Make(latents, batch.Labels,
            shape => empty(shape, ScalarType.Float32, CPU).exponential_(1, _noise).AtLeast(1e-20).log().neg().to(device), _options.KeyTemperature);
    }

    /// <returns>() its loss before the update</returns>
    private Tensor TrainDiscriminator(Tensor rows, Tensor made, Batch batch, double learningRate)
    {
        if (_options.R1Penalty > 0) rows = rows.detach().requires_grad_();
        var (real, fake) = Scores(rows, made, batch.Labels);
        var objective = BatchMean.Of(_loss.Real(real, _options.LabelSmoothing), batch.Weights).Mean.Plus(_loss.Fake(fake).mean());
        if (_options.R1Penalty > 0) objective = objective.Plus(BatchMean.Of(DiscriminatorPenalty.AtRows(real, rows), batch.Weights).Mean.Times(_options.R1Penalty));
        if (_loss.GradientPenalty > 0)
            objective = objective.Plus(DiscriminatorPenalty.Between(between => _network.Judge(between, batch.Labels), rows.detach(), made, _noise).mean().Times(_loss.GradientPenalty));
        objective.backward();
        _options.GradientClipping?.Apply(_discriminator);
        _discriminatorOptimizer.Step(learningRate, _options.WeightDecay);
        using var noGrad = no_grad();
        var loss = objective.detach();
        Report(0, loss, batch.Count);
        ReportScores(real.detach(), fake.detach(), batch.Weights);
        return loss;
    }

    /// <summary>(batch) each; in one pass where rows do not depend on each other.</summary>
    private (Tensor Real, Tensor Fake) Scores(Tensor rows, Tensor made, Tensor? labels)
    {
        if (_apart) return (_network.Judge(rows, labels), _network.Judge(made, labels));
        var scores = _network.Judge(cat([rows, made], 0), labels is null ? null : cat([labels, labels], 0)); // (2 * batch)
        long count = rows.shape[0];
        return (scores.narrow(0, 0, count), scores.narrow(0, count, count));
    }

    private void TrainGenerator(Tensor made, Tensor? labels, double learningRate)
    {
        // The gradient passes through the discriminator; that of its weights is not needed.
        foreach (var weight in _discriminatorWeights) weight.requires_grad = false;
        try
        {
            var objective = _loss.Generator(_network.Judge(made, labels)).mean();
            objective.backward();
            using var noGrad = no_grad();
            _lastGeneratorLoss.copy_(objective);
        }
        finally
        {
            foreach (var weight in _discriminatorWeights) weight.requires_grad = true;
        }
        _options.GradientClipping?.Apply(_generator);
        _generatorOptimizer.Step(learningRate, _options.WeightDecay);
        // At first the average forgets quickly: it begins at random weights, which a slow one would keep for thousands of steps.
        _generatorSteps++;
        _network.Follow(Math.Min(_options.GeneratorAverage, (1.0 + _generatorSteps) / (10 + _generatorSteps)));
    }

    private void Report(int metric, Tensor mean, int count) => _metrics[metric].Update(mean.expand(count), null);

    private void ReportScores(Tensor real, Tensor fake, Tensor? weights)
    {
        if (_loss.IsProbability) (real, fake) = (real.sigmoid(), fake.sigmoid());
        _metrics[2].Update(real, weights);
        _metrics[3].Update(fake, null);
        if (_training == true) _watch?.Add(real.mean(), fake.mean());
    }

    private void Switch(bool training)
    {
        if (_training == training) return;
        _network.train(training);
        _training = training;
    }
}
