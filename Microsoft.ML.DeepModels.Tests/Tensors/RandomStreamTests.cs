using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Tests.Tensors;

[TestClass]
public class RandomStreamTests
{
    [TestMethod]
    [DataRow(0.05)]
    [DataRow(0.2)]
    [DataRow(1.0)]
    [DataRow(4.0)]
    public void Beta_OfAnAlpha_HasItsMeanAndVariance(double alpha)
    {
        const int Count = 40000;
        var random = new RandomStream(3);
        double sum = 0, squares = 0;
        for (int i = 0; i < Count; i++)
        {
            double value = random.Beta(alpha);
            Assert.IsTrue(value is >= 0 and <= 1, $"{value}");
            sum += value;
            squares += (value - 0.5) * (value - 0.5);
        }
        Assert.AreEqual(0.5, sum / Count, 0.01);
        Assert.AreEqual(1 / (4 * (2 * alpha + 1)), squares / Count, 0.004);
    }

    [TestMethod]
    public void Beta_OfOne_IsEven()
    {
        var random = new RandomStream(4);
        var tenths = new int[10];
        for (int i = 0; i < 20000; i++) tenths[(int)(random.Beta(1) * 10)]++;
        foreach (int count in tenths) Assert.AreEqual(2000, count, 200);
    }

    [TestMethod]
    public void Beta_OfATinyAlpha_IsStillANumber()
    {
        var random = new RandomStream(5);
        for (int i = 0; i < 1000; i++) Assert.IsTrue(random.Beta(1e-4) is >= 0 and <= 1);
    }
}
