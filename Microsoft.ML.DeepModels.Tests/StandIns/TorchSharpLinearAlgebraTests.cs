using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

[TestClass]
public sealed class TorchSharpLinearAlgebraTests
{
    [TestMethod]
    [DataRow('L')]
    [DataRow('U')]
    public void Eigh_OneTriangle_GivesAscendingEigenvaluesAndTheirVectors(char triangle)
    {
        using var scope = NewDisposeScope();
        // The matrix (2 1; 1 2) has eigenvalues 1 and 3; the other triangle is not looked at.
        var matrix = triangle == 'L' ? tensor(new double[,] { { 2, 99 }, { 1, 2 } }) : tensor(new double[,] { { 2, 1 }, { 99, 2 } });
        var (values, vectors) = linalg.eigh(matrix, triangle);
        CollectionAssert.AreEqual(new[] { 1.0, 3.0 }, values.data<double>().ToArray().Select(v => Math.Round(v, 12)).ToArray());
        var rebuilt = vectors.mul(values).mm(vectors.t());
        var expected = tensor(new double[,] { { 2, 1 }, { 1, 2 } });
        Assert.AreEqual(0, rebuilt.sub(expected).abs().max().item<double>(), 1e-12);
    }
}
