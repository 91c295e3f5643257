using Microsoft.ML.DeepModels.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes an <see cref="AttentionPool1DLayer"/>: (batch, steps, features) to (batch, features). Padding has no weight.</summary>
internal sealed class AttentionPool1DModule : SequenceModule
{
    [ComponentName(Name = "weight")]
    private readonly Tensor _weight; // (units, features)

    [ComponentName(Name = "bias")]
    private readonly Tensor _bias; // (units)

    [ComponentName(Name = "query")]
    private readonly Tensor _query; // (1, units)

    public AttentionPool1DModule(int units, int features, ModuleContext context)
        : base(nameof(AttentionPool1DModule))
    {
        _weight = Initialisation.Matrix(units, features, Initialisation.Limit(Activation.Tanh, features, units), context);
        _bias = Initialisation.Vector(units, 0, context);
        _query = Initialisation.Matrix(1, units, Initialisation.Limit(Activation.Linear, units, 1), context);
        RegisterComponents();
    }

    public override SequenceLengths? LengthsAfter(SequenceLengths? lengths) => null;

    public override Tensor Forward(Tensor input, SequenceLengths? lengths)
    {
        using var scope = NewDisposeScope();
        var judged = nn.functional.linear(input, _weight, _bias).tanh(); // (batch, steps, units)
        var scores = nn.functional.linear(judged, _query); // (batch, steps, 1)
        var x = input;
        if (lengths is not null)
        {
            scores = lengths.Filled(scores, double.NegativeInfinity);
            x = lengths.Filled(x, 0);
        }
        var weights = scores.softmax(1).transpose(1, 2); // (batch, 1, steps)
        return weights.bmm(x).squeeze(1).MoveToOuterDisposeScope(); // (batch, features)
    }
}
