using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Metrics;

/// <summary>The mean of a number that a step knows of each example.</summary>
internal sealed class ValueMetric(string name, bool higherIsBetter) : Metric(name, higherIsBetter)
{
    /// <summary>Adds a batch. Autograd is off and a dispose scope is open.</summary>
    /// <param name="values">(batch)</param>
    /// <param name="weights">(batch) example weights; null: all are 1</param>
    public void Update(Tensor values, Tensor? weights) => Update(values, values, weights);

    protected override Tensor Each(Tensor outputs, Tensor labels) => outputs;
}
