using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training.Optimizers;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>Parameters that are trained, or not, together, at a learning rate of their own. Owns their buffer and the optimizer's state.</summary>
internal sealed class ParameterGroup : IDisposable
{
    private readonly Tensor[] _parameters;

    /// <param name="parameters">of one module, under their names</param>
    /// <param name="optimizer">how they are moved</param>
    /// <param name="rate">their learning rate over that of the run, above 0</param>
    public ParameterGroup(IReadOnlyList<(string Name, Tensor Tensor)> parameters, Optimizer optimizer, double rate)
    {
        _parameters = [.. parameters.Select(p => p.Tensor)];
        Rate = Require.Positive(rate);
        Buffer = new ParameterBuffer(parameters);
        Optimizer = optimizer.CreateState(Buffer);
    }

    /// <summary>The parameters and their gradients.</summary>
    public ParameterBuffer Buffer { get; }

    /// <summary>What the optimizer remembers.</summary>
    public OptimizerState Optimizer { get; }

    /// <summary>Their learning rate over that of the run.</summary>
    public double Rate { get; }

    /// <summary>Whether gradients are computed for them.</summary>
    public bool IsTrained
    {
        set
        {
            foreach (var parameter in _parameters) parameter.requires_grad = value;
        }
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Buffer.Dispose();
    }
}
