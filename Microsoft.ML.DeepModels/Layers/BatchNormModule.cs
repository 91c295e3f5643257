using Microsoft.ML.DeepModels.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="BatchNormLayer"/>. Keeps the shape. Only a training step changes the running statistics.</summary>
internal sealed class BatchNormModule : ActivatedModule
{
    [ComponentName(Name = "weight")]
    private readonly Tensor _weight; // (features)

    [ComponentName(Name = "bias")]
    private readonly Tensor _bias; // (features)

    [ComponentName(Name = "running_mean")]
    private readonly Tensor _runningMean; // (features)

    [ComponentName(Name = "running_var")]
    private readonly Tensor _runningVariance; // (features)

    private readonly double _momentum, _epsilon;
    private readonly long _features;

    public BatchNormModule(BatchNormLayer layer, int features, ModuleContext context)
        : base(nameof(BatchNormModule), Activation.Linear)
    {
        _features = features;
        _momentum = layer.Momentum;
        _epsilon = layer.Epsilon;
        _weight = Initialisation.Vector(features, 1, context);
        _bias = Initialisation.Vector(features, 0, context);
        _runningMean = Initialisation.Buffer(features, 0, context);
        _runningVariance = Initialisation.Buffer(features, 1, context);
        RegisterComponents();
    }

    protected override Tensor Compute(Tensor input, SequenceLengths? lengths)
    {
        if (lengths is not null && training) return NormaliseSteps(input, lengths);
        // A batch with one value per feature has no variance (libtorch refuses it): the last batch of an epoch may be one row.
        bool fromBatch = training && input.NumberOfElements > _features;
        if (input.dim() != 3) return Normalise(input, fromBatch);
        using var rows = input.reshape(-1, _features); // (batch * timesteps, features)
        using var normalised = Normalise(rows, fromBatch);
        return normalised.reshape(input.shape); // (batch, timesteps, features)
    }

    // The statistics are those of the steps that count: only they are taken out, normalised, and put back between zeros.
    private Tensor NormaliseSteps(Tensor input, SequenceLengths lengths)
    {
        using var scope = NewDisposeScope();
        var rows = input.reshape(-1, _features).index_select(0, lengths.Places); // (steps that count, features)
        var normalised = Normalise(rows, rows.shape[0] > 1);
        var result = zeros([input.shape[0] * input.shape[1], _features], input.dtype, input.device);
        return result.index_copy(0, lengths.Places, normalised).reshape(input.shape).MoveToOuterDisposeScope(); // (batch, timesteps, features)
    }

    private Tensor Normalise(Tensor x, bool fromBatch) =>
        nn.functional.batch_norm(x, _runningMean, _runningVariance, _weight, _bias, fromBatch, _momentum, _epsilon);
}
