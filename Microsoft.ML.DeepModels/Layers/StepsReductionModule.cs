using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// A module without parameters or state that makes (batch, features) of (batch, steps, features): fresh memory that its own
/// gradient does not read.
/// </summary>
internal sealed class StepsReductionModule(string name, Func<Tensor, SequenceLengths?, Tensor> function) : ActivatedModule(name, Activation.Linear)
{
    public override SequenceLengths? LengthsAfter(SequenceLengths? lengths) => null;

    protected override Tensor Compute(Tensor input, SequenceLengths? lengths) => function(input, lengths);
}
