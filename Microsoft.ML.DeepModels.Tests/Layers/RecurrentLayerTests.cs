using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed class RecurrentLayerTests : LayerTestBase
{
    private static readonly TensorShape Variable = TensorShape.Sequence(4), Fixed = new(10, 4);

    [TestMethod]
    public void OutputShape_SequencesAndDirections_AreAsInPyTorch()
    {
        Assert.AreEqual("50", Layer.Lstm(50).OutputShape(Variable).ToString());
        Assert.AreEqual("?x50", Layer.Gru(50, true).OutputShape(Variable).ToString());
        Assert.AreEqual("10x100", Layer.SimpleRnn(50, returnSequences: true, bidirectional: true).OutputShape(Fixed).ToString());
        Assert.AreEqual("100", Layer.Lstm(50, bidirectional: true, layers: 3).OutputShape(Fixed).ToString());
    }

    [TestMethod]
    public void Layers_WrongInputOrSettings_SayWhatIsExpected()
    {
        AssertThrows<ArgumentException>(() => Network(new TensorShape(5), Layer.Lstm(3)),
            "Lstm(3) needs a sequence (timesteps, features), got 5 as the input of the network. Make a sequence");
        AssertThrows<ArgumentException>(() => Network(Fixed, Layer.Lstm(3), Layer.Gru(3)),
            "Gru(3) needs a sequence (timesteps, features), got 3 after Lstm(3).");
        AssertThrows<ArgumentException>(() => Network(new TensorShape(1000, 4), Layer.SimpleRnn(2_000_000, returnSequences: true)), "Use fewer units.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Lstm(0), "units must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Gru(1, layers: 0), "layers must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Gru(1, layers: 2, dropout: 1), "dropout must be at least 0 and below 1, got 1.");
        AssertThrows<ArgumentException>(() => Layer.Lstm(1, dropout: 0.5), "dropout acts between stacked layers, got 0.5 with one layer. Use more layers, or Layer.Dropout");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.SimpleRnn(1, Activation.Sigmoid), "activation must be Tanh or Relu, got Sigmoid.");
    }

    [TestMethod]
    public void Json_OfRecurrentLayers_ReadsBackEqual()
    {
        var network = Network(Variable, Layer.Lstm(3, true, true, 2, 0.1), Layer.SimpleRnn(5, Activation.Relu, true), Layer.Gru(2, layers: 2, bidirectional: true));
        var read = NetworkDefinition.FromJson(network.ToJson());
        Assert.AreEqual(network, read);
        Assert.AreEqual(network.ToJson(), read.ToJson());
    }

    [TestMethod]
    public void ParameterCount_OfEachKind_IsThatOfTheModule()
    {
        foreach (var layer in new[] { Layer.Lstm(5), Layer.Gru(5, layers: 2), Layer.SimpleRnn(5, bidirectional: true, layers: 3) })
        {
            var network = Network(Variable, layer);
            using var module = Create(network);
            Assert.AreEqual(network.ParameterCount, Parameters(module).Sum(p => p.NumberOfElements), layer.ToString());
        }
        Assert.AreEqual(4 * 50 * (28 + 50 + 2), Network(new TensorShape(28, 28), Layer.Lstm(50)).ParameterCount);
        var e = Assert.Throws<ArgumentException>(() => Network(Variable, Layer.Lstm(1_000_000_000, layers: 100)));
        Assert.Contains("more than 9223372036854775807 parameters", e.Message);
    }

    [TestMethod]
    public void Create_Weights_AreDrawnAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(Variable, Layer.Lstm(6, layers: 2)));
        var weights = ModuleTensors.Parameters(module).ToDictionary(p => p.Name, p => p.Tensor);
        CollectionAssert.AreEqual(
            new[] { "0.weight_ih_l0", "0.weight_hh_l0", "0.bias_ih_l0", "0.bias_hh_l0", "0.weight_ih_l1", "0.weight_hh_l1", "0.bias_ih_l1", "0.bias_hh_l1" },
            weights.Keys.ToArray());
        for (int gate = 0; gate < 4; gate++)
        {
            var block = weights["0.weight_hh_l0"].narrow(0, 6 * gate, 6).detach();
            AssertClose(Values(eye(6)), Values(block.mm(block.t())), 1e-5, $"gate {gate}");
        }
        Assert.IsTrue(Values(weights["0.weight_ih_l0"]).All(value => Math.Abs(value) <= Math.Sqrt(6.0 / (4 + 6))));
        float[] forget = [.. Enumerable.Range(0, 24).Select(i => i is >= 6 and < 12 ? 1f : 0f)];
        CollectionAssert.AreEqual(forget, Values(weights["0.bias_ih_l0"]));
        CollectionAssert.AreEqual(new float[24], Values(weights["0.bias_hh_l0"]));
    }

    [TestMethod]
    public void Dropout_BetweenLayers_OnlyInTraining()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(Fixed, Layer.Gru(8, layers: 2, dropout: 0.5)), 3);
        using var same = Create(Network(Fixed, Layer.Gru(8, layers: 2, dropout: 0.5)), 3);
        var x = tensor(GoldenNetwork.Numbers(80, 0, 2)).reshape(2, 10, 4);
        var first = Values(module.call(x));
        CollectionAssert.AreEqual(first, Values(same.call(x)), "one seed, one mask");
        CollectionAssert.AreNotEqual(first, Values(module.call(x)), "the next mask is another");
        module.eval();
        CollectionAssert.AreEqual(Values(module.call(x)), Values(module.call(x)));
    }

    [TestMethod]
    public void Forward_FusedOrStepByStep_AreTheSameOfStackedLayersAndDifferentLengths()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(Variable, Layer.Lstm(7, true, true, 2), Layer.Gru(9, layers: 2)), 3);
        var recurrent = module.modules().OfType<RecurrentModule>().ToList();
        Assert.HasCount(2, recurrent);
        using var lengths = new SequenceLengths([8, 2, 5], 8, CPU);
        float[][] fused = Run(), steps;
        foreach (var one in recurrent) one.AllowFused = false;
        steps = Run();
        for (int i = 0; i < fused.Length; i++) AssertClose(steps[i], fused[i], 1e-4, $"{i}");

        float[][] Run()
        {
            var x = tensor(GoldenNetwork.Numbers(96, 0, 2)).reshape(3, 8, 4).requires_grad_();
            foreach (var parameter in Parameters(module)) parameter.grad = null;
            var y = module.Forward(x, lengths);
            y.square().sum().backward();
            return [Values(y), Values(x.grad!), .. Parameters(module).Select(p => Values(p.grad!))];
        }
    }

    [TestMethod]
    public void SecondDerivative_StepByStep_IsThatOfDifferences()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(Fixed, Layer.Lstm(3)), 3);
        module.modules().OfType<RecurrentModule>().Single().AllowFused = false;
        var x = tensor(GoldenNetwork.Numbers(40, 0, 2)).reshape(1, 10, 4).requires_grad_();
        var slope = autograd.grad([module.call(x).sum()], [x], null, true, true, false)[0];
        var curvature = autograd.grad([slope.square().sum()], [x], null, false, false, false)[0];
        const float step = 1e-2f;
        var nudge = zeros_like(x);
        nudge[0, 4, 1].fill_(step);
        double difference = (Square(x.detach() + nudge) - Square(x.detach() - nudge)) / (2 * step);
        Assert.AreEqual(difference, Values(curvature)[4 * 4 + 1], 1e-4);

        double Square(Tensor at)
        {
            at.requires_grad_();
            return autograd.grad([module.call(at).sum()], [at], null, false, false, false)[0].square().sum().item<float>();
        }
    }

    [TestMethod]
    public void Forward_ManyThreadsScoring_AllGetTheSame()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(Variable, Layer.Lstm(12, true, true), Layer.GlobalMaxPool1D(), Layer.Dense(3)));
        module.eval();
        var x = tensor(GoldenNetwork.Numbers(120, 0, 2)).reshape(3, 10, 4);
        int[] ends = [10, 2, 5];
        using var lengths = new SequenceLengths(ends, 10, CPU);
        var expected = Values(module.Forward(x, lengths));
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using var noGrad = no_grad();
            using var own = new SequenceLengths(ends, 10, CPU);
            using var y = module.Forward(x, own);
            AssertClose(expected, Values(y), 1e-6, "output");
        });
    }

    [TestMethod]
    public void TrainingSteps_WithFlatBuffers_LearnAndLeaveNoTensors()
    {
        using var module = Create(Network(Variable, Layer.Lstm(8, true), Layer.Gru(6), Layer.Dense(1)));
        using var buffer = new ParameterBuffer(module);
        using var x = Examples(GoldenNetwork.Numbers(160, 0, 2), Fixed, 4);
        using var lengths = new SequenceLengths([10, 3, 1, 7], 10, CPU);
        double first = 0, last = 0;
        long count = 0;
        for (int step = 0; step < 60; step++)
        {
            using (NewDisposeScope())
            {
                buffer.ZeroGradients();
                var loss = (module.Forward(x, lengths) - 1.0).square().mean();
                loss.backward();
                using (no_grad()) buffer.Values.sub_(buffer.Gradients * 0.05);
                last = loss.item<float>();
            }
            if (step == 0) first = last;
            if (step == 1) count = Tensor.TotalCount;
            if (step > 1) Assert.AreEqual(count, Tensor.TotalCount, $"step {step}");
        }
        Assert.IsTrue(last < 0.1 * first, $"loss {first} -> {last}");
    }
}
