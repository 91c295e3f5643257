using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Tests.Tensors;

/// <summary>Ways between vectors, held against geometry.</summary>
[TestClass]
public class InterpolationTests
{
    [TestMethod]
    public void Between_OnTheSphere_TurnsEvenlyAndKeepsTheLength()
    {
        float[] from = [2, 0], to = [0, 2], third = new float[2];
        Interpolation.Between(from, to, 1.0 / 3, true, third);
        Assert.AreEqual(2 * Math.Cos(Math.PI / 6), third[0], 1e-6);
        Assert.AreEqual(2 * Math.Sin(Math.PI / 6), third[1], 1e-6);
    }

    [TestMethod]
    public void Between_OnALine_IsTheWeightedMean()
    {
        float[] middle = new float[2];
        Interpolation.Between([2, 0], [0, 4], 0.25, false, middle);
        CollectionAssert.AreEqual(new[] { 1.5f, 1f }, middle);
    }

    [TestMethod]
    public void Between_VectorsWithoutADirection_IsFinite()
    {
        float[] middle = new float[2];
        foreach (float[] to in new float[][] { [0, 0], [-1, 0], [1, 0] })
        {
            Interpolation.Between([1, 0], to, 0.5, true, middle);
            Assert.IsTrue(middle.All(float.IsFinite));
        }
    }
}
