using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>
/// A module that can be told where the sequences of a batch end. One that computes each step by itself may ignore it: what it makes of
/// padding is padding again. One that looks at several steps of a row must not let padding into the others.
/// </summary>
internal abstract class SequenceModule(string name) : nn.Module<Tensor, Tensor>(name)
{
    public sealed override Tensor forward(Tensor input) => Forward(input, null);

    /// <param name="input">(batch, ...); (batch, steps, ...) where there are lengths</param>
    /// <param name="lengths">null: every step of every row counts</param>
    public abstract Tensor Forward(Tensor input, SequenceLengths? lengths);

    /// <summary>
    /// The lengths of the result: the same object where they stay, a new one that the caller owns where they change, null where the result
    /// has no timesteps, or none that are padding.
    /// </summary>
    public virtual SequenceLengths? LengthsAfter(SequenceLengths? lengths) => lengths;

    /// <summary>Runs a network over the features of a batch.</summary>
    public static Tensor Run(nn.Module<Tensor, Tensor> network, Batch batch) =>
        network is SequenceModule sequences ? sequences.Forward(batch.Features, batch.Lengths) : network.call(batch.Features);
}
