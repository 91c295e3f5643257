using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The lengths of a batch of sequences on their way through some modules. Owns those that modules make, not those it begins with.</summary>
internal sealed class LengthsWalk(SequenceLengths? first) : IDisposable
{
    private readonly SequenceLengths? _first = first;

    /// <summary>The lengths of what the next module takes.</summary>
    public SequenceLengths? Current { get; private set; } = first;

    /// <summary>Goes on to the result of a module.</summary>
    public void Pass(nn.Module<Tensor, Tensor> module)
    {
        if (Current is null || module is not SequenceModule sequences) return;
        var next = sequences.LengthsAfter(Current);
        if (ReferenceEquals(next, Current)) return;
        Dispose();
        Current = next;
    }

    /// <summary>The current lengths, which the caller owns from now on, unless they are those it began with.</summary>
    public SequenceLengths? Take()
    {
        var taken = Current;
        Current = _first;
        return taken;
    }

    public void Dispose()
    {
        if (!ReferenceEquals(Current, _first)) Current?.Dispose();
    }
}
