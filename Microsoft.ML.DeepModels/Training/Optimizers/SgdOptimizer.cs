using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Training.Optimizers;

internal sealed record SgdOptimizer : Optimizer
{
    public SgdOptimizer(double momentum, bool nesterov)
    {
        Momentum = Require.BelowOne(momentum);
        Nesterov = nesterov;
        if (nesterov && momentum == 0)
            throw new ArgumentException("Nesterov momentum needs a momentum above 0, got 0. Give a momentum such as 0.9, or leave nesterov false.", nameof(nesterov));
    }

    public double Momentum { get; }
    public bool Nesterov { get; }

    internal override OptimizerState CreateState(ParameterBuffer parameters) => new SgdState(this, parameters, true);
}
