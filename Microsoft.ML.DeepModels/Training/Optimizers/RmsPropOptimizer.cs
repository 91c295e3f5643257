using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Training.Optimizers;

internal sealed record RmsPropOptimizer : Optimizer
{
    public RmsPropOptimizer(double alpha, double epsilon, double momentum, bool centered)
    {
        Alpha = Require.BelowOne(alpha);
        Epsilon = Require.Positive(epsilon);
        Momentum = Require.BelowOne(momentum);
        Centered = centered;
    }

    public double Alpha { get; }
    public double Epsilon { get; }
    public double Momentum { get; }
    public bool Centered { get; }

    internal override OptimizerState CreateState(ParameterBuffer parameters) => new RmsPropState(this, parameters, true);
}
