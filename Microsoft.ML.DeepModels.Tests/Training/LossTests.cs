using Microsoft.ML.DeepModels.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tests.Training;

[TestClass]
public class LossTests
{
    private static readonly Dictionary<string, Func<Loss>> Losses = new()
    {
        ["cross-entropy"] = () => new CrossEntropy(),
        ["cross-entropy-smooth"] = () => new CrossEntropy(0.1),
        ["binary-cross-entropy"] = () => new BinaryCrossEntropy(),
        ["mean-squared-error"] = () => new MeanSquaredError(),
        ["mean-absolute-error"] = () => new MeanAbsoluteError(),
        ["huber"] = () => new HuberLoss(0.7),
    };

    public static IEnumerable<object[]> Cases => from name in Losses.Keys from weighted in new[] { false, true } select new object[] { name, weighted };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Compute_WithAndWithoutWeights_GivesTheNumberOfPyTorch(string name, bool weighted)
    {
        using var leaks = new TensorLeaks();
        using var scope = NewDisposeScope();
        using var loss = Losses[name]();
        var labels = name.StartsWith("cross", StringComparison.Ordinal) ? Classes() : Targets();
        var result = loss.Compute(Logits(), labels, weighted ? tensor(TrainingGolden.Floats("losses", "weights")) : null);
        double expected = TrainingGolden.Get("losses", name, weighted ? "weighted" : "plain").GetDouble();
        Assert.AreEqual(expected, result.Mean.ToDouble(), 1e-5 * expected);
        Assert.AreEqual(weighted ? 3.5 : null, result.Weight?.ToDouble());
    }

    [TestMethod]
    public void Compute_OfCrossEntropyWithClassWeights_GivesTheNumberOfPyTorch()
    {
        using var leaks = new TensorLeaks();
        using var scope = NewDisposeScope();
        using var loss = new CrossEntropy(0, TrainingGolden.Floats("losses", "classWeights"));
        double expected = TrainingGolden.Get("losses", "cross-entropy-class-weights", "plain").GetDouble();
        Assert.AreEqual(expected, loss.Compute(Logits(), Classes(), null).Mean.ToDouble(), 1e-5 * expected);
    }

    [TestMethod]
    public void Compute_WithWeightTwo_EqualsTheExampleTwice()
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossEntropy();
        var once = loss.Compute(Logits(), Classes(), tensor(new float[] { 1, 2, 1, 1 }));
        var twice = loss.Compute(Logits().index_select(0, tensor(new long[] { 0, 1, 1, 2, 3 })), tensor(new long[] { 0, 1, 1, 2, 1 }), null);
        Assert.AreEqual(twice.Mean.ToDouble(), once.Mean.ToDouble(), 1e-5);
    }

    [TestMethod]
    public void Compute_WithAllWeightsZero_IsZeroWithZeroGradients()
    {
        using var scope = NewDisposeScope();
        using var loss = new MeanSquaredError();
        var outputs = Logits().requires_grad_(true);
        var result = loss.Compute(outputs, Targets(), zeros(4));
        result.Mean.backward();
        Assert.AreEqual(0, result.Mean.ToDouble());
        Assert.AreEqual(0, outputs.grad!.abs().max().ToDouble());
    }

    [TestMethod]
    public void Compute_OfOutputsWithAnExtraAxis_ComparesRowByRow()
    {
        using var scope = NewDisposeScope();
        using var loss = new MeanSquaredError();
        var result = loss.Compute(tensor(new float[] { 1, 2 }, [2, 1]), tensor(new float[] { 1, 4 }), null);
        Assert.AreEqual(2, result.Mean.ToDouble());
    }

    [TestMethod]
    public void Compute_OfShapesThatDoNotMatch_SaysBoth()
    {
        using var scope = NewDisposeScope();
        using var squared = new MeanSquaredError();
        var error = Assert.ThrowsExactly<ArgumentException>(() => squared.Compute(Logits(), zeros(4), null));
        StringAssert.Contains(error.Message, "labels (4) do not match the outputs (4, 3)");
        using var entropy = new CrossEntropy(0, [1, 2]);
        error = Assert.ThrowsExactly<ArgumentException>(() => entropy.Compute(Logits(), Classes(), null));
        StringAssert.Contains(error.Message, "There are 2 class weights, but the network has 3 classes.");
    }

    [TestMethod]
    public void Create_WithSettingsOutOfRange_NamesTheArgumentTheValueAndTheRange()
    {
        OptimizerTests.Refused(() => _ = new CrossEntropy(1), "labelSmoothing", "labelSmoothing must be in [0, 1), got 1.");
        OptimizerTests.Refused(() => _ = new CrossEntropy(0, [1, -2]), "classWeights[1]", "classWeights[1] must be 0 or above, got -2.");
        OptimizerTests.Refused(() => Microsoft.ML.DeepModels.Training.RegressionLoss.Huber(0), "delta", "delta must be above 0, got 0.");
        var error = Assert.ThrowsExactly<ArgumentException>(() => _ = new CrossEntropy(0, [0, 0]));
        StringAssert.StartsWith(error.Message, "All class weights are zero");
    }

    private static Tensor Logits() => tensor(TrainingGolden.Floats("losses", "logits"), [4, 3]);

    private static Tensor Targets() => tensor(TrainingGolden.Floats("losses", "targets"), [4, 3]);

    private static Tensor Classes() => tensor(TrainingGolden.Get("losses", "classes").EnumerateArray().Select(c => c.GetInt64()).ToArray());
}
