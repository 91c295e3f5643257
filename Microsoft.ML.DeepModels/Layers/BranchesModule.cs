using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="BranchesLayer"/>. Parameters are named by branch and layer, "0.1.weight". Owns the branches.</summary>
internal sealed class BranchesModule : ActivatedModule
{
    private readonly LayerStack[] _branches;
    private readonly Func<IReadOnlyList<Tensor>, Tensor> _join;

    public BranchesModule(string name, IReadOnlyList<LayerStack> branches, Func<IReadOnlyList<Tensor>, Tensor> join)
        : base(name, Activation.Linear)
    {
        _branches = [.. branches];
        _join = join;
        for (int i = 0; i < _branches.Length; i++) register_module(i.ToString(), _branches[i]);
        RegisterComponents();
    }

    public override SequenceLengths? LengthsAfter(SequenceLengths? lengths) => _branches[0].LengthsAfter(lengths);

    protected override Tensor Compute(Tensor input, SequenceLengths? lengths)
    {
        using var scope = NewDisposeScope();
        var results = new Tensor[_branches.Length];
        for (int i = 0; i < results.Length; i++) results[i] = _branches[i].Forward(input, lengths);
        return _join(results).MoveToOuterDisposeScope();
    }
}
