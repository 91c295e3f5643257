using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Losses;

/// <summary>
/// The quantile or pinball loss (Koenker and Bassett, 1978), level * d for labels d above an output and (1 - level) * d for labels d below: its
/// smallest mean is at the quantile of that level. Outputs are (batch, levels * values), all values of the first level first; labels (batch, values).
/// </summary>
internal sealed class QuantileLoss : Loss
{
    private readonly double[] _levels;

    /// <param name="levels">at least one, each in (0, 1)</param>
    public QuantileLoss(params IReadOnlyList<double> levels)
    {
        foreach (double level in levels) Require.ShrinkFactor(level, nameof(levels));
        _levels = [.. levels];
    }

    /// <inheritdoc/>
    protected override Tensor Each(Tensor outputs, Tensor labels)
    {
        long values = labels.shape[1];
        if (outputs.shape[1] != values * _levels.Length)
            throw new ArgumentException($"The network gives {outputs.shape[1]} values an example, expected {_levels.Length} levels of {values} values.");
        Tensor? sum = null;
        for (int i = 0; i < _levels.Length; i++)
        {
            var distance = labels - outputs.narrow(1, i * values, values); // (batch, values)
            var each = maximum(distance.Times(_levels[i]), distance.Times(_levels[i] - 1));
            sum = sum is null ? each : sum.Plus(each);
        }
        return sum!.mean([1]).Over(_levels.Length); // (batch)
    }
}
