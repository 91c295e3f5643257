using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Evaluation;

/// <summary>The Fréchet distance of two normal distributions with the means and the unbiased covariances of rows.</summary>
internal static class FrechetDistance
{
    /// <param name="first">(rows, width) Float64, at least 2 rows</param>
    /// <param name="second">the same</param>
    public static double Between(Tensor first, Tensor second)
    {
        using var scope = torch.NewDisposeScope();
        if (first.shape[0] > second.shape[0]) (first, second) = (second, first);
        var (x, xMean) = Scaled(first);
        var (y, yMean) = Scaled(second);
        double shift = xMean.sub(yMean).Squared().sum().item<double>();
        double traces = x.Squared().sum().item<double>() + y.Squared().sum().item<double>();
        // With R'R = S1 and Y'Y = S2, the matrices S1^1/2 S2 S1^1/2 and (RY')(RY')' have the same eigenvalues but for zeros. Rows that are fewer
        // than their values are such a root already, which spares the large covariance and the rounding of its zero eigenvalues.
        var root = x.shape[0] < x.shape[1] ? x : Root(x.t().mm(x)); // (rank, width)
        var product = root.mm(y.t()); // (rank, rows)
        var (eigenvalues, _) = torch.linalg.eigh(product.mm(product.t()), 'L'); // (rank)
        return Math.Max(0, shift + traces - 2 * eigenvalues.AtLeast(0).sqrt().sum().item<double>());
    }

    /// <summary>The mean, and a matrix X of which X'X is the covariance.</summary>
    private static (Tensor Rows, Tensor Mean) Scaled(Tensor rows)
    {
        var mean = rows.mean([0L]); // (width)
        return (rows.sub(mean).Times_(1 / Math.Sqrt(rows.shape[0] - 1)), mean);
    }

    /// <summary>A matrix R of which R'R is this one; what rounding made of zero eigenvalues may be negative.</summary>
    private static Tensor Root(Tensor covariance)
    {
        var (eigenvalues, vectors) = torch.linalg.eigh(covariance, 'L');
        return vectors.t().mul(eigenvalues.AtLeast(0).sqrt().unsqueeze(1)); // (width, width)
    }
}
