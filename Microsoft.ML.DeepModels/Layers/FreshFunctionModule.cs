using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A module without parameters or state whose result is fresh memory that its own gradient does not read.</summary>
internal sealed class FreshFunctionModule(string name, Func<Tensor, Tensor> function) : ActivatedModule(name, Activation.Linear)
{
    protected override Tensor Compute(Tensor input, SequenceLengths? lengths) => function(input);
}
