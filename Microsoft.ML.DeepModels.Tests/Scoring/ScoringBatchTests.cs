using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Tests.Scoring;

[TestClass]
public class ScoringBatchTests
{
    [TestMethod]
    [DataRow(1, 28, 28, 64)]
    [DataRow(3, 64, 64, 64)]
    [DataRow(3, 128, 128, 42)]
    [DataRow(3, 224, 224, 13)]
    [DataRow(3, 1024, 1024, 8)]
    public void Default_LargerRows_AreFewer(int channels, int height, int width, int expected) =>
        Assert.AreEqual(expected, ScoringBatch.Default(TensorShape.Image(channels, height, width)));

    [TestMethod]
    public void Default_Sequences_AreSixtyFour() => Assert.AreEqual(64, ScoringBatch.Default(TensorShape.Sequence(100_000)));
}
