using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// A module whose result is fresh memory that its own gradient does not read, followed by an activation. A
/// <see cref="LayerStack"/> takes the activation over, to apply it later or together with another one.
/// </summary>
internal abstract class ActivatedModule(string name, Activation activation) : SequenceModule(name)
{
    private Activation _activation = activation;

    /// <summary>Leaves the module without its activation, which is returned.</summary>
    public Activation TakeActivation()
    {
        var taken = _activation;
        _activation = Activation.Linear;
        return taken;
    }

    public sealed override Tensor Forward(Tensor input, SequenceLengths? lengths) => Activations.ApplyToOwn(_activation, Compute(input, lengths));

    /// <summary>Computes the layer, and another function of its result.</summary>
    public virtual Tensor Forward(Tensor input, SequenceLengths? lengths, Activation after) => Activations.ApplyToOwn(after, Forward(input, lengths));

    /// <summary>The function that has not been taken.</summary>
    protected Activation Activation => _activation;

    /// <summary>Computes the layer up to its activation; the result is a tensor of its own.</summary>
    protected abstract Tensor Compute(Tensor input, SequenceLengths? lengths);
}
