using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Evaluation;

/// <summary>All pairs of the rows of two sets, block by block, so that memory does not grow with the number of pairs.</summary>
internal static class PairBlocks
{
    /// <summary>Rows of each set in a block: 8 MB a matrix.</summary>
    public const int Rows = 1000;

    /// <summary>
    /// Distances are differences of larger numbers. This part of those is taken off in comparisons, far above rounding and far below
    /// what matters, so that equal rows are never apart.
    /// </summary>
    public const double Slack = 1e-12;

    /// <summary>Gives each block of squared distances to <paramref name="visit"/>, and returns the sum of the kernel over all pairs.</summary>
    /// <param name="first">gives the rows of a block</param>
    /// <param name="second">gives the columns of a block</param>
    /// <param name="slack">the part of the squared lengths of both points that distances are too small by</param>
    /// <param name="visit">called with the first row, the first column and (rows, columns), in a dispose scope of its own</param>
    /// <param name="checkAlive">called before each block; throws when nobody waits any more</param>
    public static double Visit(SampleSet first, SampleSet second, double slack, Action<int, int, Tensor> visit, Action checkAlive)
    {
        double kernels = 0;
        for (int row = 0; row < first.Count; row += Rows)
        {
            using var scope = torch.NewDisposeScope();
            int rows = Math.Min(Rows, first.Count - row);
            var points = first.Points.narrow(0, row, rows);
            var shifts = first.Shifts.narrow(0, row, rows).unsqueeze(1); // (rows, 1)
            var norms = first.SquaredNorms.narrow(0, row, rows).unsqueeze(1).Times(1 - slack); // (rows, 1)
            for (int column = 0; column < second.Count; column += Rows)
            {
                checkAlive();
                using var inner = torch.NewDisposeScope();
                int columns = Math.Min(Rows, second.Count - column);
                var products = points.mm(second.Points.narrow(0, column, columns).t()); // (rows, columns)
                var kernel = products.Plus(shifts).Plus_(second.Shifts.narrow(0, column, columns));
                kernels += kernel.Times_(1.0 / first.Width).Plus_(1).Power_(3).sum().item<double>();
                visit(row, column, products.Times_(-2).Plus_(norms).Plus_(second.SquaredNorms.narrow(0, column, columns).Times(1 - slack)));
            }
        }
        return kernels;
    }
}
