using Microsoft.ML.DeepModels.Tensors;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Evaluation;

/// <summary>Rows as points, and of each what every pair with it needs. Owns its tensors.</summary>
internal sealed class SampleSet : IDisposable
{
    /// <param name="rows">(rows, width) Float64; not kept</param>
    /// <param name="centre">(width) a point amid the rows, the same for all sets that are compared</param>
    public SampleSet(Tensor rows, Tensor centre)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        Count = checked((int)rows.shape[0]);
        Width = checked((int)rows.shape[1]);
        // Differences of points are exact only near the origin.
        Points = rows.sub(centre).DetachFromDisposeScope();
        SquaredNorms = Points.Squared().sum([1L]).DetachFromDisposeScope(); // (rows)
        Shifts = Points.mv(centre).Plus_(centre.dot(centre).Times(0.5)).DetachFromDisposeScope(); // (rows)
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The number of values of a row.</summary>
    public int Width { get; }

    /// <summary>(rows, width) the rows minus the centre.</summary>
    public Tensor Points { get; }

    /// <summary>(rows) the squared length of each point.</summary>
    public Tensor SquaredNorms { get; }

    /// <summary>(rows) the product of two rows is that of their points and the shifts of both.</summary>
    public Tensor Shifts { get; }

    public void Dispose()
    {
        Points.Dispose();
        SquaredNorms.Dispose();
        Shifts.Dispose();
    }
}
