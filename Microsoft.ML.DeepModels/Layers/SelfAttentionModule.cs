using Microsoft.ML.DeepModels.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// Computes a <see cref="SelfAttentionLayer"/>, with the parameters of PyTorch's multi-head attention. Keeps the shape (batch, steps, features). No step
/// attends to padding.
/// </summary>
internal sealed class SelfAttentionModule : ActivatedModule
{
    [ComponentName(Name = "in_proj_weight")]
    private readonly Tensor _weight; // (3 * features, features): of queries, keys and values

    [ComponentName(Name = "in_proj_bias")]
    private readonly Tensor _bias; // (3 * features)

    [ComponentName(Name = "out_proj")]
    private readonly DenseModule _output;

    private readonly long _heads, _features;

    public SelfAttentionModule(int heads, int features, ModuleContext context)
        : base(nameof(SelfAttentionModule), Activation.Linear)
    {
        _heads = heads;
        _features = features;
        _weight = Initialisation.Matrix(3L * features, features, Initialisation.Limit(Activation.Linear, features, 3L * features), context);
        _bias = Initialisation.Vector(3L * features, 0, context);
        _output = new DenseModule(new DenseLayer(features), features, context);
        RegisterComponents();
    }

    protected override Tensor Compute(Tensor input, SequenceLengths? lengths)
    {
        using var scope = NewDisposeScope();
        long batch = input.shape[0], steps = input.shape[1], size = _features / _heads;
        var all = nn.functional.linear(input, _weight, _bias).view(batch, steps, 3, _heads, size).permute(2, 0, 3, 1, 4)
            .reshape(3, batch * _heads, steps, size); // one copy, so that each head is a matrix in memory
        var queries = all.select(0, 0).Times(1 / Math.Sqrt(size)); // (batch * heads, steps, size)
        var scores = queries.bmm(all.select(0, 1).transpose(1, 2)); // (batch * heads, steps, steps)
        if (lengths is not null)
        {
            var padding = lengths.Padding.view(batch, 1, 1, steps);
            scores = scores.view(batch, _heads, steps, steps).FilledWhere(padding, double.NegativeInfinity).view(batch * _heads, steps, steps);
        }
        var values = scores.softmax(-1).bmm(all.select(0, 2)); // (batch * heads, steps, size)
        var joined = values.view(batch, _heads, steps, size).transpose(1, 2).reshape(batch, steps, _features);
        return _output.call(joined).MoveToOuterDisposeScope(); // (batch, steps, features)
    }
}
