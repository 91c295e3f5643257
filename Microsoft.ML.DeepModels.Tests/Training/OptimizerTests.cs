using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tests.Training;

[TestClass]
public class OptimizerTests
{
    private const double LearningRate = 0.05;

    private static readonly Dictionary<string, Optimizer> Optimizers = new()
    {
        ["adam"] = Optimizer.Adam(),
        ["adam-betas"] = Optimizer.Adam(0.5, 0.9, 1e-3),
        ["adamw"] = Optimizer.AdamW(),
        ["sgd"] = Optimizer.Sgd(),
        ["sgd-momentum"] = Optimizer.Sgd(0.9),
        ["sgd-nesterov"] = Optimizer.Sgd(0.9, true),
        ["rmsprop"] = Optimizer.RmsProp(),
        ["rmsprop-momentum"] = Optimizer.RmsProp(0.9, 1e-8, 0.9),
        ["rmsprop-centered"] = Optimizer.RmsProp(0.9, 1e-8, 0, true),
        ["rmsprop-centered-momentum"] = Optimizer.RmsProp(0.9, 1e-8, 0.8, true),
    };

    public static IEnumerable<object[]> Cases =>
        from name in Optimizers.Keys from fused in new[] { true, false } from decay in new[] { 0.0, 0.1 } select new object[] { name, fused, decay };

    public static IEnumerable<object[]> Names => Optimizers.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Step_TwentyTimes_GivesTheNumbersOfPyTorch(string name, bool fused, double weightDecay)
    {
        using var leaks = new TensorLeaks();
        using var bowl = new Bowl();
        using var state = CreateState(Optimizers[name], bowl.Parameters, fused);
        Assert.AreEqual(fused, state.Fused);
        var golden = TrainingGolden.Get("optimizers", name, weightDecay == 0 ? "plain" : "decayed");
        int step = 0;
        foreach (var expected in golden.EnumerateArray())
        {
            bowl.SetGradients(step++);
            state.Step(LearningRate, weightDecay);
            float[] values = bowl.Values;
            for (int i = 0; i < values.Length; i++)
                Assert.AreEqual(expected[i].GetSingle(), values[i], 2e-5f, $"{name}, step {step}, parameter {i}");
        }
        Assert.AreEqual(20, step);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Step_Always_LeavesTheGradientsAtZero(string name)
    {
        foreach (bool fused in new[] { true, false })
        {
            using var bowl = new Bowl();
            using var state = CreateState(Optimizers[name], bowl.Parameters, fused);
            bowl.SetGradients(0);
            state.Step(LearningRate, 0.1);
            Assert.IsTrue(bowl.Parameters.Gradients.data<float>().ToArray().All(g => g == 0));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Import_OfAnExportAfterTenSteps_ContinuesBitForBit(string name)
    {
        using var leaks = new TensorLeaks();
        using var whole = new Bowl();
        using var wholeState = Optimizers[name].CreateState(whole.Parameters);
        using var first = new Bowl();
        using var firstState = Optimizers[name].CreateState(first.Parameters);
        for (int step = 0; step < 10; step++)
        {
            Advance(whole, wholeState, step);
            Advance(first, firstState, step);
        }
        using var second = new Bowl();
        second.Parameters.Values.copy_(first.Parameters.Values);
        using var secondState = Optimizers[name].CreateState(second.Parameters);
        var saved = firstState.Export();
        secondState.Import(saved);
        foreach (var tensor in saved.Values) tensor.Dispose();
        for (int step = 10; step < 20; step++)
        {
            Advance(whole, wholeState, step);
            Advance(second, secondState, step);
        }
        CollectionAssert.AreEqual(whole.Values, second.Values);
        Assert.AreEqual(20, secondState.StepCount);
    }

    [TestMethod]
    public void Import_OfAnotherOptimizersState_NamesBoth()
    {
        using var bowl = new Bowl();
        using var adam = Optimizer.Adam().CreateState(bowl.Parameters);
        using var sgd = Optimizer.Sgd(0.9).CreateState(bowl.Parameters);
        var saved = sgd.Export();
        var error = Assert.ThrowsExactly<ArgumentException>(() => adam.Import(saved));
        foreach (var tensor in saved.Values) tensor.Dispose();
        StringAssert.StartsWith(error.Message, "The optimizer state holds momentum_buffer, step, but this optimizer needs " +
            "exp_avg, exp_avg_sq, step. Resume with the optimizer that wrote it.");
    }

    [TestMethod]
    public void Step_OnSeveralThreads_GivesTheSameNumbersAsTensorOperations()
    {
        int threads = get_num_threads();
        set_num_threads(2);
        try
        {
            using var weights = ones(9_000_000);
            using var network = new Weights(weights);
            using var parameters = new ParameterBuffer(network);
            using var state = Optimizer.Sgd().CreateState(parameters);
            parameters.Gradients.fill_(1);
            state.Step(0.25, 0);
            using var expected = full(9_000_000, 0.75f);
            using var difference = (parameters.Values - expected).abs().max();
            Assert.AreEqual(0, difference.item<float>());
            using var left = parameters.Gradients.abs().max();
            Assert.AreEqual(0, left.item<float>());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [TestMethod]
    public void Create_WithSettingsOutOfRange_NamesTheArgumentTheValueAndTheRange()
    {
        Refused(() => Optimizer.Adam(1.5), "beta1", "beta1 must be in [0, 1), got 1.5.");
        Refused(() => Optimizer.AdamW(0.9, -1), "beta2", "beta2 must be in [0, 1), got -1.");
        Refused(() => Optimizer.Adam(0.9, 0.999, 0), "epsilon", "epsilon must be above 0, got 0.");
        Refused(() => Optimizer.RmsProp(double.NaN), "alpha", "alpha must be in [0, 1), got NaN.");
        Refused(() => Optimizer.Sgd(-0.1), "momentum", "momentum must be in [0, 1), got -0.1.");
        var error = Assert.ThrowsExactly<ArgumentException>(() => Optimizer.Sgd(0, true));
        StringAssert.StartsWith(error.Message, "Nesterov momentum needs a momentum above 0, got 0.");
    }

    [TestMethod]
    public void Equality_OfTheSameSettings_IsByValue()
    {
        Assert.AreEqual(Optimizer.Adam(), Optimizer.Adam(0.9));
        Assert.AreNotEqual(Optimizer.Adam(), Optimizer.AdamW());
    }

    internal static void Refused(Action action, string parameter, string message)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(action);
        Assert.AreEqual(parameter, error.ParamName);
        StringAssert.StartsWith(error.Message, message);
    }

    private static void Advance(Bowl bowl, OptimizerState state, int step)
    {
        bowl.SetGradients(step);
        state.Step(LearningRate, 0.1);
    }

    private static OptimizerState CreateState(Optimizer optimizer, ParameterBuffer parameters, bool fused) => optimizer switch
    {
        AdamOptimizer adam => new AdamState(adam, parameters, fused),
        SgdOptimizer sgd => new SgdState(sgd, parameters, fused),
        RmsPropOptimizer rmsProp => new RmsPropState(rmsProp, parameters, fused),
        _ => throw new ArgumentException(optimizer.ToString()),
    };

    /// <summary>The problem of the golden script: a bowl plus a wave.</summary>
    private sealed class Bowl : IDisposable
    {
        private readonly float[] _curvature = TrainingGolden.Floats("curvature");
        private readonly Weights _network;

        public Bowl()
        {
            using var start = tensor(TrainingGolden.Floats("start"));
            _network = new Weights(start);
            Parameters = new ParameterBuffer(_network);
        }

        public ParameterBuffer Parameters { get; }

        public float[] Values => Parameters.Values.data<float>().ToArray()[.._curvature.Length];

        public void SetGradients(int step)
        {
            float[] values = Values;
            var gradients = new float[Parameters.Gradients.NumberOfElements];
            for (int i = 0; i < values.Length; i++) gradients[i] = _curvature[i] * values[i] + MathF.Sin(0.7f * step + i);
            using var source = tensor(gradients);
            Parameters.Gradients.copy_(source);
        }

        public void Dispose()
        {
            Parameters.Dispose();
            _network.Dispose();
        }
    }

    private sealed class Weights : nn.Module<Tensor, Tensor>
    {
        private readonly Tensor _weights;

        public Weights(Tensor start)
            : base(nameof(Weights))
        {
            _weights = start.clone().requires_grad_(true);
            register_buffer("weights", _weights);
        }

        public override Tensor forward(Tensor input) => input * _weights;
    }
}
