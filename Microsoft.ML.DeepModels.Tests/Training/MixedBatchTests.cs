using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Losses;
using Microsoft.ML.DeepModels.Training.Metrics;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tests.Training;

/// <summary>A step on rows with two labels each does what a step on the combined loss would do.</summary>
[TestClass]
public class MixedBatchTests
{
    private const double Part = 0.7;

    private static readonly long[] s_own = [0, 1, 2, 1], s_partners = [2, 1, 0, 0];

    [TestMethod]
    public void Train_OfMixedRows_MovesAsTheCombinedLossDoes()
    {
        using var leaks = new TensorLeaks();
        AssertMoves(() => new CrossEntropy(), [1, 1, 1], 0);
        AssertMoves(() => new CrossEntropy(0.1), [1, 1, 1], 0.1);
        AssertMoves(() => new CrossEntropy(0.1, [0.5f, 2, 3]), [0.5, 2, 3], 0.1);
    }

    [TestMethod]
    public void Train_OfMixedNumbers_MovesAsTheSquaredErrorToBothDoes()
    {
        using var network = new Linear(1, 1);
        using var step = new SupervisedStep(network, new MeanSquaredError(), Optimizer.Sgd());
        using var scope = NewDisposeScope();
        using var batch = new Batch(ones(1, 1), tensor(new float[] { 1, 3 }), tensor(new[] { 0.75f, 0.25f }));
        var result = step.Train(batch, 0.1, default);
        // 0.75 * 1 + 0.25 * 9; the gradient is -2 * (0.75 * 1 + 0.25 * 3), as for the mixed label 1.5
        Assert.AreEqual(3, result.Mean.ToDouble(), 1e-6);
        Assert.AreEqual(0.3f, network.Biases[0], 1e-6f);
        Assert.AreEqual(1, result.Weight!.ToDouble(), 1e-6);
    }

    [TestMethod]
    public void Train_OfMixedRowsWithoutAnyOfTheOther_IsTheUnmixedStep()
    {
        using var mixed = new Linear(5, 3);
        using var plain = new Linear(5, 3);
        using var step = new SupervisedStep(mixed, new CrossEntropy(0.1, [1, 2, 3]), Optimizer.Sgd());
        using var other = new SupervisedStep(plain, new CrossEntropy(0.1, [1, 2, 3]), Optimizer.Sgd());
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var features = randn([4, 5], generator: generator);
        using var two = new Batch(features, tensor(s_own.Concat(s_partners).ToArray()), tensor(new float[] { 1, 1, 1, 1, 0, 0, 0, 0 }));
        using var one = new Batch(features.alias(), tensor(s_own));
        Assert.AreEqual(other.Train(one, 1, default).Mean.ToDouble(), step.Train(two, 1, default).Mean.ToDouble(), 1e-7);
        for (int i = 0; i < 15; i++) Assert.AreEqual(plain.Weights[i], mixed.Weights[i], 1e-7f);
    }

    [TestMethod]
    public void Metrics_OfMixedRows_JudgeByTheFirstHalfOfTheLabels()
    {
        using var network = new Linear(3, 3);
        using var accuracy = new Accuracy();
        using var step = new SupervisedStep(network, new CrossEntropy(), Optimizer.Sgd(), 0, null, accuracy);
        using var scope = NewDisposeScope();
        // all outputs are 0, so the first class is predicted
        using var batch = new Batch(ones(4, 3), tensor(new long[] { 0, 0, 0, 2, 1, 1, 1, 1 }), tensor(new float[] { .7f, .7f, .7f, .7f, .3f, .3f, .3f, .3f }));
        step.Train(batch, 0.1, default);
        Assert.AreEqual(0.75, accuracy.Compute(), 1e-6);
    }

    private static void AssertMoves(Func<Loss> loss, double[] classWeights, double smoothing)
    {
        using var network = new Linear(5, 3);
        using var step = new SupervisedStep(network, loss(), Optimizer.Sgd());
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var features = randn([4, 5], generator: generator);
        using var batch = new Batch(features, tensor(s_own.Concat(s_partners).ToArray()),
            tensor(Enumerable.Range(0, 8).Select(i => (float)(i < 4 ? Part : 1 - Part)).ToArray()));
        double mean = step.Train(batch, 1, default).Mean.ToDouble();

        // By hand, with targets for each class: of the own label times its part, and of the partner's times the rest.
        var weight = zeros([5, 3], requires_grad: true);
        var logs = features.matmul(weight).log_softmax(1); // (4, 3)
        var targets = new float[12];
        double total = 0;
        for (int i = 0; i < 4; i++)
        {
            foreach (var (label, part) in new[] { (s_own[i], Part), (s_partners[i], 1 - Part) })
            {
                double count = part * classWeights[label];
                total += count;
                for (int c = 0; c < 3; c++) targets[i * 3 + c] += (float)(count * ((c == label ? 1 - smoothing : 0) + smoothing / 3));
            }
        }
        var combined = (logs * tensor(targets).reshape(4, 3)).sum() * (-1 / total);
        combined.backward();
        Assert.AreEqual(combined.ToDouble(), mean, 1e-5);
        float[] expected = weight.grad!.data<float>().ToArray();
        for (int i = 0; i < expected.Length; i++) Assert.AreEqual(-expected[i], network.Weights[i], 1e-5f, $"weight {i}");
    }
}
