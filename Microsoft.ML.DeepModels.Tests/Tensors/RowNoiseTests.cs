using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Tensors;

/// <summary>Noise that belongs to rows: normal, repeatable, the row's own.</summary>
[TestClass]
public class RowNoiseTests
{
    [TestMethod]
    public void Fill_OverManyRows_IsStandardNormalAndIndependent()
    {
        const int rows = 20_000, width = 3;
        var values = new float[rows * width];
        for (int row = 0; row < rows; row++) RowNoise.Fill(values.AsSpan(row * width, width), row, 7);
        Assert.AreEqual(0, values.Average(), 0.015);
        Assert.AreEqual(1, values.Average(v => v * v), 0.02);
        Assert.AreEqual(3, values.Average(v => Math.Pow(v, 4)), 0.15);
        Assert.AreEqual(0, Enumerable.Range(0, rows).Average(row => values[row * width] * values[row * width + 1]), 0.03);
        Assert.AreEqual(0, Enumerable.Range(1, rows - 1).Average(row => values[row * width] * values[(row - 1) * width]), 0.03);
    }

    [TestMethod]
    public void Gumbel_WithLogits_DrawsByTheirSoftmax()
    {
        using var scope = NewDisposeScope();
        const int rows = 20_000;
        var noise = RowNoise.Gumbel(arange(rows, ScalarType.Float32).reshape(rows, 1), 3, 7); // (batch, width)
        CollectionAssert.AreEqual(new long[] { rows, 3 }, noise.shape);
        long[] drawn = (noise + tensor(new[] { 0, MathF.Log(2), MathF.Log(5) })).argmax(1).data<long>().ToArray();
        double[] shares = [1 / 8.0, 2 / 8.0, 5 / 8.0];
        for (int i = 0; i < 3; i++) Assert.AreEqual(shares[i], drawn.Count(place => place == i) / (double)rows, 0.012);
        float[] values = noise.data<float>().ToArray();
        Assert.AreEqual(0.5772, values.Average(), 0.02, "Euler's constant is the mean");
        Assert.IsTrue(values.All(float.IsFinite));
    }

    [TestMethod]
    public void Of_ARow_IsTheSameAmongOthersAndDiffersFromTheirs()
    {
        using var scope = NewDisposeScope();
        var rows = tensor(new float[] { 1, 2, 3, 4, 5, 6 }).reshape(3, 2);
        var all = RowNoise.Of(rows, 0, 4, 5, 9); // (samples, batch, width)
        CollectionAssert.AreEqual(new long[] { 4, 3, 5 }, all.shape);
        var alone = RowNoise.Of(rows.narrow(0, 1, 1), 0, 4, 5, 9);
        CollectionAssert.AreEqual(all.narrow(1, 1, 1).contiguous().data<float>().ToArray(), alone.data<float>().ToArray());
        CollectionAssert.AreEqual(all.narrow(0, 2, 2).contiguous().data<float>().ToArray(), RowNoise.Of(rows, 2, 2, 5, 9).data<float>().ToArray(), "some at a time");
        float[] values = all.data<float>().ToArray();
        Assert.HasCount(values.Length, values.Distinct().ToList(), "no number twice");
        Assert.AreNotEqual(values[0], RowNoise.Of(rows, 0, 4, 5, 10).data<float>()[0], "another seed");
    }
}
