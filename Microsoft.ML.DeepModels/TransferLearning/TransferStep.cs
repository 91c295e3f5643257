using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Metrics;
using Microsoft.ML.DeepModels.Training.Schedules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>
/// The step of a network whose first layers come from elsewhere: a group of parameters for each block of them, at a learning rate of its own, and one for the head; at first only
/// the head is trained, if so told. Batches may have gone through the frozen layers already. Owns the groups and the objective; the network is the caller's.
/// </summary>
internal sealed class TransferStep : ITrainingStep
{
    private readonly LayerStack _network;
    private readonly TransferStages _stages;
    private readonly List<(int FirstLayer, ParameterGroup Group)> _groups = [];
    private readonly Objective _objective;
    private readonly double _weightDecay;
    private readonly GradientClipping? _clipping;
    private ParameterGroup[] _trained = [];
    private ParameterBuffer[] _buffers = []; // of these
    private int? _frozen; // layers, as the groups are set at the moment
    private bool _training;

    /// <param name="network">with its weights</param>
    /// <param name="stages">which layers are trained when</param>
    /// <param name="objective">what to make small and what to report; it is owned from now on</param>
    /// <param name="optimizer">how to make it small</param>
    /// <param name="weightDecay">0 or above</param>
    /// <param name="clipping">null: gradients are taken as they are</param>
    public TransferStep(LayerStack network, TransferStages stages, Objective objective, Optimizer optimizer, double weightDecay, GradientClipping? clipping)
    {
        _network = network;
        _stages = stages;
        _objective = objective;
        _weightDecay = weightDecay;
        _clipping = clipping;
        // Before any of them is told to require no gradient: that is what parameters are known by.
        var statistics = ModuleTensors.Buffers(network).Select(buffer => buffer.Tensor).ToList();
        foreach (var block in network.LayerParameters().GroupBy(parameter => stages.BlockOf(parameter.Layer)).ToList())
        {
            if (block.Key.FirstLayer >= stages.LastFrozen)
            {
                _groups.Add((block.Key.FirstLayer, new ParameterGroup([.. block.Select(p => (p.Name, p.Tensor))], optimizer, block.Key.Rate)));
                continue;
            }
            foreach (var (_, _, tensor) in block) tensor.requires_grad = false;
        }
        State = [.. _groups.Select(group => group.Group.Buffer.Values), .. statistics];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics => _objective.Metrics;

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> State { get; }

    /// <inheritdoc/>
    public BatchMean Train(Batch batch, double learningRate, SchedulePosition position)
    {
        Switch(_stages.FrozenIn(position.Epoch));
        using var grad = enable_grad(); // whatever the caller has set for its thread
        // The gradients are zero: they begin so, and every optimizer step leaves them so.
        var outputs = Outputs(batch);
        var loss = _objective.Loss(outputs, batch);
        loss.Mean.backward();
        _clipping?.Apply(_buffers);
        foreach (var group in _trained) group.Optimizer.Step(learningRate * group.Rate, _weightDecay);
        using var noGrad = no_grad();
        _objective.Measure(outputs, batch);
        return loss.Detach();
    }

    /// <inheritdoc/>
    public BatchMean Evaluate(Batch batch)
    {
        if (_training) _network.eval();
        _training = false;
        using var noGrad = no_grad();
        var outputs = Outputs(batch);
        _objective.Measure(outputs, batch);
        return _objective.Loss(outputs, batch);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, group) in _groups) group.Dispose();
        _objective.Dispose();
    }

    private Tensor Outputs(Batch batch) => _network.Forward(batch.Features, batch.Lengths, batch.LayersDone, _network.LayerCount); // (batch, classes)

    /// <summary>Training mode, with so many frozen layers.</summary>
    private void Switch(int frozen)
    {
        if (_frozen != frozen)
        {
            foreach (var (first, group) in _groups) group.IsTrained = first >= frozen;
            _trained = [.. _groups.Where(group => group.FirstLayer >= frozen).Select(group => group.Group)];
            _buffers = [.. _trained.Select(group => group.Buffer)];
            _frozen = frozen;
            _training = false;
        }
        if (_training) return;
        _network.Train(frozen, _stages.StatisticsFrom);
        _training = true;
    }
}
