using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Training.Optimizers;

internal sealed record AdamOptimizer : Optimizer
{
    public AdamOptimizer(string name, double beta1, double beta2, double epsilon, bool decoupled)
    {
        Name = name;
        Beta1 = Require.BelowOne(beta1);
        Beta2 = Require.BelowOne(beta2);
        Epsilon = Require.Positive(epsilon);
        Decoupled = decoupled;
    }

    public string Name { get; }
    public double Beta1 { get; }
    public double Beta2 { get; }
    public double Epsilon { get; }
    public bool Decoupled { get; }

    internal override OptimizerState CreateState(ParameterBuffer parameters) => new AdamState(this, parameters, true);
}
