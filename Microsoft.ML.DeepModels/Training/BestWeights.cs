using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>A copy of the state of the best epoch, made when first needed and then written over. Owns the copy.</summary>
internal sealed class BestWeights(IReadOnlyList<Tensor> state) : IDisposable
{
    private Tensor[]? _copies;

    public bool Exists => _copies is not null;

    /// <summary>Whether every number of the state is finite: the last update of an epoch can spoil weights whose loss was still a number.</summary>
    public bool IsFinite
    {
        get
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            return state.All(tensor => tensor.isfinite().all().cpu().item<bool>());
        }
    }

    public void Save()
    {
        using var noGrad = no_grad();
        if (_copies is null)
        {
            _copies = [.. state.Select(t => t.clone().DetachFromDisposeScope())]; // without history, for gradients are off
            return;
        }
        for (int i = 0; i < state.Count; i++) _copies[i].copy_(state[i]);
    }

    public void Restore()
    {
        if (_copies is null) return;
        using var noGrad = no_grad();
        for (int i = 0; i < state.Count; i++) state[i].copy_(_copies[i]);
    }

    public void Dispose()
    {
        foreach (var copy in _copies ?? []) copy.Dispose();
    }
}
