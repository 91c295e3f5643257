using System.Text.Json;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Layers;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Schedules;
using TorchSharp;
using static TorchSharp.torch;
using Options = Microsoft.ML.DeepModels.GenerativeAdversarialNetwork.GenerativeAdversarialNetworkTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.GenerativeAdversarialNetwork;

/// <summary>The step against PyTorch, and what it owes the loop.</summary>
[TestClass]
public class GenerativeAdversarialNetworkStepTests
{
    private const int Rows = 6, Width = 3, Steps = 4;

    private static readonly JsonElement s_golden = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "gan.json")));

    private static readonly Dictionary<string, Options> s_cases = new()
    {
        ["nonSaturating"] = With(),
        ["nonSaturating, smoothed"] = With(smoothing: 0.1, average: 0.75),
        ["nonSaturating, R1"] = With(r1: 10),
        ["leastSquares"] = With(GenerativeAdversarialNetworkLoss.LeastSquares, smoothing: 0.2),
        ["hinge"] = With(GenerativeAdversarialNetworkLoss.Hinge),
        ["wasserstein"] = With(GenerativeAdversarialNetworkLoss.Wasserstein(), steps: 2)
    };

    public static IEnumerable<object[]> Cases => s_cases.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Train_FourSteps_AsInPyTorch(string name)
    {
        var golden = s_golden.GetProperty(name);
        var options = s_cases[name];
        using var fixture = new Fixture(options);
        for (int i = 0; i < Steps; i++)
        {
            double[] losses = [.. golden.GetProperty("losses")[i].EnumerateArray().Select(x => x.GetDouble())];
            foreach (var metric in fixture.Step.Metrics) metric.Reset();
            Assert.AreEqual(losses[0] + losses[1], fixture.Train(100 + i), 2e-5, $"sum of losses of step {i}");
            Assert.AreEqual(losses[0], fixture.Step.Metrics[0].Compute(), 2e-5, $"discriminator's loss of step {i}");
            Assert.AreEqual(losses[1], fixture.Step.Metrics[1].Compute(), 2e-5, $"generator's loss of step {i}");
        }
        AssertClose(golden.GetProperty("generator"), fixture.Network.Generator, "generator");
        AssertClose(golden.GetProperty("discriminator"), fixture.Network.Discriminator, "discriminator");
        if (options.GeneratorAverage > 0) AssertClose(golden.GetProperty("average"), fixture.Network.Average!, "average");
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Train_LeavesNoTensorAndNoGradientBehind(string name) => Common.LeakTest.Run(() =>
    {
        using var fixture = new Fixture(s_cases[name]);
        for (int i = 0; i < 3; i++) fixture.Train(100 + i);
        Assert.IsTrue(ModuleTensors.Parameters(fixture.Network.Discriminator).Count() == 6, "the discriminator's weights require gradients again");
        fixture.Evaluate(100);
    });

    [TestMethod]
    public void Train_SecondBatchOfTwoDiscriminatorSteps_LeavesTheGenerator()
    {
        using var fixture = new Fixture(With(steps: 2));
        fixture.Train(100);
        float[] generator = Values(fixture.Network.Generator), discriminator = Values(fixture.Network.Discriminator);
        fixture.Train(101);
        CollectionAssert.AreEqual(generator, Values(fixture.Network.Generator));
        CollectionAssert.AreNotEqual(discriminator, Values(fixture.Network.Discriminator));
        fixture.Train(102);
        CollectionAssert.AreNotEqual(generator, Values(fixture.Network.Generator));
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Train_OneNetworkOnly_ItsLossFalls(string name)
    {
        // The other network all but stands still, and latent vectors are the same in each step.
        foreach (bool generator in new[] { true, false })
        {
            var options = s_cases[name];
            using var fixture = new Fixture(With(options.Loss, options.LabelSmoothing, r1: options.R1Penalty, rate: generator ? 0.05 : 1e-9, discriminatorRate: generator ? 1e-9 : 0.05), fresh: true);
            var losses = new List<double>();
            for (int i = 0; i < 30; i++)
            {
                foreach (var metric in fixture.Step.Metrics) metric.Reset();
                fixture.Train(100);
                losses.Add(fixture.Step.Metrics[generator ? 1 : 0].Compute());
            }
            Assert.IsLessThan(losses[0] - 1e-3, losses[^1], generator ? "generator" : "discriminator");
        }
    }

    [TestMethod]
    public void Train_WithWeights_AsIfRowsCameSoOften()
    {
        using Fixture weighted = new(With()), repeated = new(With());
        foreach (var fixture in new[] { weighted, repeated }) foreach (var metric in fixture.Step.Metrics) metric.Reset();
        weighted.Evaluate(100, 3, 0, 0, 1, 0, 0);
        double real = weighted.Step.Metrics[2].Compute();
        repeated.Evaluate(100);
        Assert.AreNotEqual(repeated.Step.Metrics[2].Compute(), real, 1e-4);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        float[] each = [.. repeated.Network.Judge(repeated.Rows(100), null).sigmoid().data<float>()];
        Assert.AreEqual((3 * each[0] + each[3]) / 4, real, 1e-6);
    }

    [TestMethod]
    public void Watch_OfADiscriminatorThatIsSureForLong_ThrowsAndSaysWhatHelps()
    {
        using var scope = NewDisposeScope();
        using var watch = new DiscriminatorWatch(CPU);
        Tensor sure = tensor(0.99999f), doubtful = tensor(0.9f), none = tensor(0.00001f);
        for (int i = 0; i < 499; i++) watch.Add(sure, none);
        watch.Add(doubtful, none);
        for (int i = 0; i < 499; i++) watch.Add(sure, none);
        for (int i = 0; i < 700; i++) watch.Add(sure, tensor(float.NaN));
        var e = Assert.ThrowsExactly<TrainingDivergedException>(() =>
        {
            for (int i = 0; i < 600; i++) watch.Add(sure, none);
        });
        Assert.Contains("The discriminator has won: for 500 steps in a row it was sure of real rows (D(x) above 0.9999) and of generated ones (D(G(z)) below 0.0001)", e.Message);
        Assert.Contains("Lower DiscriminatorLearningRate, set LabelSmoothing", e.Message);
    }

    private static Options With(GenerativeAdversarialNetworkLoss? loss = null, double smoothing = 0, double average = 0, double r1 = 0, int steps = 1,
        double rate = 0.05, double discriminatorRate = 0.02) => new()
    {
        LatentSize = 2,
        GeneratorLayers = [Layer.Dense(4, Activation.Tanh)],
        DiscriminatorLayers = [Layer.Dense(5), Layer.LeakyRelu(0.2), Layer.Dense(4, Activation.Relu)],
        Loss = loss ?? GenerativeAdversarialNetworkLoss.NonSaturating,
        LabelSmoothing = smoothing, GeneratorAverage = average, R1Penalty = r1, DiscriminatorSteps = steps,
        Optimizer = Optimizer.Sgd(), LearningRate = rate, DiscriminatorLearningRate = discriminatorRate
    };

    private static float[] Values(LayerStack module) => [.. module.named_buffers().SelectMany(b => b.buffer.data<float>().ToArray())];

    private static void AssertClose(JsonElement expected, LayerStack module, string what)
    {
        float[] actual = Values(module);
        float[] numbers = [.. expected.EnumerateArray().Select(x => x.GetSingle())];
        Assert.HasCount(numbers.Length, actual, what);
        for (int i = 0; i < numbers.Length; i++) Assert.AreEqual(numbers[i], actual[i], 2e-5f, $"{what}, value {i}");
    }

    /// <summary>Networks with the golden's weights, and their step.</summary>
    private sealed class Fixture : IDisposable
    {
        private readonly Generator _initialisation = new(1);
        private readonly bool _fresh;
        private Generator _noise = new(5);

        /// <param name="options">of the step</param>
        /// <param name="fresh">whether each step begins with the same noise</param>
        public Fixture(Options options, bool fresh = false)
        {
            _fresh = fresh;
            var definition = GenerativeAdversarialNetworkDesign.Create(options, new GenerativeInput(new TensorShape(Width), 0));
            Network = (GenerativeAdversarialNetworkModule)definition.Create(new ModuleContext(_initialisation, _initialisation, CPU));
            using (no_grad())
            {
                int k = 0;
                foreach (var (_, weight) in Network.Generator.named_buffers().Concat(Network.Discriminator.named_buffers()))
                {
                    using var scope = NewDisposeScope();
                    weight.copy_(tensor(GoldenNetwork.Numbers(weight.NumberOfElements, k++, 1.5)).reshape(weight.shape));
                }
                Network.Follow(0);
            }
            Step = new GenerativeAdversarialNetworkStep(Network, definition, options, _noise);
            LearningRate = options.LearningRate;
        }

        public GenerativeAdversarialNetworkModule Network { get; }

        public GenerativeAdversarialNetworkStep Step { get; }

        private double LearningRate { get; }

        public Tensor Rows(int k) => tensor(GoldenNetwork.Numbers(GenerativeAdversarialNetworkStepTests.Rows * Width, k, 4)).reshape(GenerativeAdversarialNetworkStepTests.Rows, Width);

        public double Train(int k)
        {
            using var scope = NewDisposeScope();
            if (_fresh) _noise.manual_seed(5);
            return Step.Train(new Batch(Rows(k)), LearningRate, new SchedulePosition(0, 1, 1)).Mean.ToDouble();
        }

        public void Evaluate(int k, params float[] weights)
        {
            using var scope = NewDisposeScope();
            Step.Evaluate(new Batch(Rows(k), null, weights.Length == 0 ? null : tensor(weights)));
        }

        public void Dispose()
        {
            Step.Dispose();
            Network.Dispose();
            _initialisation.Dispose();
            _noise.Dispose();
        }
    }
}
