using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>What <see cref="ConcatenateLayer"/> and <see cref="SumLayer"/> share: several lists of layers that all take the same input.</summary>
public abstract record BranchesLayer : Layer
{
    private protected BranchesLayer(IReadOnlyList<IReadOnlyList<Layer>> branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        if (branches.Count < 2) throw new ArgumentException($"branches needs at least two lists of layers, got {branches.Count}.", nameof(branches));
        Branches = Array.AsReadOnly<IReadOnlyList<Layer>>([.. branches.Select((branch, i) => LayerSequence.Copy(branch, $"branches[{i}]"))]);
    }

    /// <summary>The lists of layers. An empty one is the input as it is.</summary>
    public IReadOnlyList<IReadOnlyList<Layer>> Branches { get; }

    private protected abstract string Name { get; }

    /// <summary>For instance <c>Concatenate(2 branches)</c>.</summary>
    public sealed override string ToString() => $"{Name}({Branches.Count} branches)";

    /// <inheritdoc/>
    public virtual bool Equals(BranchesLayer? other) =>
        other is not null && EqualityContract == other.EqualityContract && Branches.Count == other.Branches.Count &&
        Branches.Zip(other.Branches).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var branch in Branches) hash.Add(LayerSequence.Hash(branch));
        return hash.ToHashCode();
    }

    internal sealed override TensorShape InferShape(TensorShape input, string origin)
    {
        TensorShape[] outputs = [.. Branches.Select(branch => LayerSequence.Shapes(branch, input, origin)[^1])];
        if (outputs[0].HasVariableLength) CheckSteps(input, origin);
        return Join(outputs, origin);
    }

    internal sealed override long CountParameters(TensorShape input)
    {
        long count = 0;
        foreach (var branch in Branches) count = checked(count + LayerSequence.CountParameters(branch, LayerSequence.Shapes(branch, input, "")));
        return count;
    }

    internal sealed override int StepsAfter(int steps) => LayerSequence.StepsAfter(Branches[0], steps);

    internal sealed override Layer WithVocabulary(int vocabulary) => With([.. Branches.Select(branch => LayerSequence.WithVocabulary(branch, vocabulary))]);

    internal sealed override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context)
    {
        var stacks = new List<LayerStack>(Branches.Count);
        try
        {
            foreach (var branch in Branches) stacks.Add(LayerStack.Create(branch, input, context));
            return new BranchesModule(Name, stacks, Join);
        }
        catch
        {
            foreach (var stack in stacks) stack.Dispose();
            throw;
        }
    }

    /// <summary>The shape of the result, from those of the branches.</summary>
    private protected abstract TensorShape Join(IReadOnlyList<TensorShape> shapes, string origin);

    /// <summary>The result, a tensor of its own, from those of the branches.</summary>
    private protected abstract Tensor Join(IReadOnlyList<Tensor> results);

    /// <summary>The same layer with other branches.</summary>
    private protected abstract BranchesLayer With(IReadOnlyList<IReadOnlyList<Layer>> branches);

    private void CheckSteps(TensorShape input, string origin)
    {
        foreach (var branch in Branches.Skip(1))
        {
            if (LayerSequence.StepsDisagree(Branches[0], branch) is not { } differ) continue;
            throw Refuse("branches whose results have equally many timesteps", $"{differ.First} and {differ.Second} of {differ.Steps}, with {input}", origin,
                "Use Padding.Same and the same strides in all of them.");
        }
    }
}
