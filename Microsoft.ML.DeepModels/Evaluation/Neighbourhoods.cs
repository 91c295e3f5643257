using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Evaluation;

/// <summary>What the pairs within one set tell. Owns its tensor.</summary>
internal sealed class Neighbourhoods : IDisposable
{
    private Neighbourhoods(Tensor squaredRadii, double kernelMean) => (SquaredRadii, KernelMean) = (squaredRadii, kernelMean);

    /// <summary>(rows) how far from each row one of its nearest neighbours is, squared.</summary>
    public Tensor SquaredRadii { get; }

    /// <summary>The mean of the kernel over all pairs of different rows.</summary>
    public double KernelMean { get; }

    /// <param name="set">the rows</param>
    /// <param name="neighbours">which neighbour the radius reaches, from 1 and below the number of rows</param>
    /// <param name="checkAlive">throws when nobody waits any more</param>
    public static Neighbourhoods Of(SampleSet set, int neighbours, Action checkAlive)
    {
        using var scope = torch.NewDisposeScope();
        // A row is the nearest to itself, so there is one more.
        var nearest = ScalarMath.Full([set.Count, neighbours + 1], double.PositiveInfinity, torch.ScalarType.Float64, set.Points.device); // (rows, neighbours + 1)
        double kernels = PairBlocks.Visit(set, set, 0, (row, _, distances) =>
        {
            var best = nearest.narrow(0, row, distances.shape[0]);
            int count = (int)Math.Min(neighbours + 1, distances.shape[1]);
            var candidates = torch.cat([best, distances.topk(count, 1, false, true).values], 1); // (rows, neighbours + 1 + count)
            best.copy_(candidates.topk(neighbours + 1, 1, false, true).values);
        }, checkAlive);
        // A row with itself is no pair.
        var own = set.Shifts.Times(2).Plus_(set.SquaredNorms).Times_(1.0 / set.Width).Plus_(1).Power_(3).sum();
        kernels -= own.item<double>();
        return new Neighbourhoods(nearest.select(1, neighbours).clone().DetachFromDisposeScope(), kernels / ((double)set.Count * (set.Count - 1)));
    }

    public void Dispose() => SquaredRadii.Dispose();
}
