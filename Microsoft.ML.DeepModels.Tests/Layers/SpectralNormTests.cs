using System.Text.Json;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed class SpectralNormTests : LayerTestBase
{
    private static readonly JsonElement[] Cases = JsonSerializer.Deserialize<JsonElement[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "spectral.json")))!;

    public static IEnumerable<object[]> Names => Cases.Select(golden => new object[] { golden.GetProperty("name").GetString()! });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SpectralNorm_TwoStepsAndScoring_AsInPyTorch(string name)
    {
        var golden = Golden(name);
        using var scope = NewDisposeScope();
        using var module = Load(golden);
        var x = Input(golden);
        module.train();
        Tensor first = module.call(x), second = module.call(x);
        AssertClose(Floats(golden, "first"), Values(first), 2e-5, "first");
        AssertClose(Floats(golden, "second"), Values(second), 2e-5, "second");
        ((first + second * 2.0) * Numbers(first.shape, 999)).sum().backward();
        AssertClose(Floats(golden, "gradients", "input"), Values(x.grad!), 1e-4, "input gradient");
        var parameters = ModuleTensors.Parameters(module).ToDictionary(p => p.Name, p => p.Tensor);
        AssertClose(Floats(golden, "gradients", "weight"), Values(parameters["0.inner.weight"].grad!), 1e-4, "weight gradient");
        if (parameters.TryGetValue("0.inner.bias", out var bias)) AssertClose(Floats(golden, "gradients", "bias"), Values(bias.grad!), 1e-4, "bias gradient");

        var vectors = ModuleTensors.Buffers(module).ToDictionary(b => b.Name, b => b.Tensor);
        CollectionAssert.AreEquivalent(new[] { "0.weight_u", "0.weight_v" }, vectors.Keys);
        module.eval();
        AssertClose(Floats(golden, "scored"), Values(module.call(x)), 2e-5, "scored");
        AssertClose(Floats(golden, "vectors", "u"), Values(vectors["0.weight_u"]), 1e-5, "u");
        AssertClose(Floats(golden, "vectors", "v"), Values(vectors["0.weight_v"]), 1e-5, "v");
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SpectralNorm_PenaltyOnTheGradient_AsInPyTorch(string name)
    {
        var golden = Golden(name);
        using var scope = NewDisposeScope();
        using var module = Load(golden, Layer.LeakyRelu(0.2));
        module.AllowSecondDerivatives();
        module.train();
        var x = Input(golden);
        var y = module.call(x);
        var slope = autograd.grad([(y * y * Numbers(y.shape, 999)).sum()], [x], null, true, true, false)[0];
        AssertClose(Floats(golden, "slope"), Values(slope), 1e-4, "slope");
        slope.square().sum().backward();
        AssertClose(Floats(golden, "penaltyGradients", "input"), Values(x.grad!), 1e-4, "input");
        AssertClose(Floats(golden, "penaltyGradients", "weight"), Values(Parameters(module).First().grad!), 1e-4, "weight");
    }

    [TestMethod]
    public void Create_AnyWeight_ItsLargestSingularValueIsOneFromTheStart()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(new TensorShape(40), Layer.SpectralNorm(Layer.Dense(30, useBias: false))));
        module.eval();
        var weight = module.call(eye(40)).t(); // what it multiplies by: (30, 40)
        var v = ones(40, 1);
        for (int i = 0; i < 2000; i++)
        {
            v = weight.t().mm(weight.mm(v));
            v = v / v.norm();
        }
        Assert.AreEqual(1, weight.mm(v).norm().item<float>(), 0.05);
    }

    [TestMethod]
    public void Forward_InnerActivation_IsAppliedOnce()
    {
        using var scope = NewDisposeScope();
        using var linear = Create(Network(new TensorShape(6), Layer.SpectralNorm(Layer.Dense(5))), 3);
        using var activated = Create(Network(new TensorShape(6), Layer.SpectralNorm(Layer.Dense(5, Activation.Tanh))), 3);
        linear.eval();
        activated.eval();
        var x = Numbers([4, 6], 1, 3);
        AssertClose(Values(linear.call(x).tanh()), Values(activated.call(x)), 1e-6, "tanh");
    }

    [TestMethod]
    public void Forward_ManyThreadsScoring_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(TensorShape.Image(3, 8, 8), Layer.SpectralNorm(Layer.Conv2D(4, 3, Activation.Relu)), Layer.Flatten(), Layer.SpectralNorm(Layer.Dense(3))));
        module.eval();
        var x = Numbers([2, 3, 8, 8], 1, 3);
        float[] expected = Values(module.call(x)), state = [.. ModuleTensors.Buffers(module).SelectMany(b => Values(b.Tensor))];
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using var noGrad = no_grad();
            using var y = module.call(x);
            AssertClose(expected, Values(y), 1e-6, "output");
        });
        CollectionAssert.AreEqual(state, ModuleTensors.Buffers(module).SelectMany(b => Values(b.Tensor)).ToArray());
        module.train();
        using (no_grad()) Parameters(module).First().mul_(Numbers(Parameters(module).First().shape, 5));
        module.call(x);
        CollectionAssert.AreNotEqual(state, ModuleTensors.Buffers(module).SelectMany(b => Values(b.Tensor)).ToArray());
    }

    [TestMethod]
    public void Critic_PenaltyThroughInPlaceActivations_SameGradientsAsOutOfPlace()
    {
        using var scope = NewDisposeScope();
        var shape = TensorShape.Image(2, 6, 6);
        using var critic = Create(Network(shape, Layer.SpectralNorm(Layer.Conv2D(4, 3)), Layer.LeakyRelu(0.2), Layer.Conv2D(3, 2, Activation.Tanh), Layer.Flatten(),
            Layer.Dense(8, Activation.LeakyRelu), Layer.SpectralNorm(Layer.Dense(6, Activation.Sigmoid)), Layer.Dense(1)));
        var named = ModuleTensors.Parameters(critic).Concat(ModuleTensors.Buffers(critic)).ToDictionary(p => p.Name, p => p.Tensor);
        var x = Examples(GoldenNetwork.Numbers(2 * shape.ElementCount, 0, 4), shape, 2).requires_grad_();

        float[][] actual = Penalty(critic.call); // a step of training: the vectors of both norms move first, and stay for what follows
        float[][] expected = Penalty(input =>
        {
            var y = nn.functional.conv2d(input, Weight("0"), named["0.inner.bias"]).leaky_relu(0.2);
            y = nn.functional.conv2d(y, named["2.weight"], named["2.bias"]).tanh().permute(0, 2, 3, 1).flatten(1);
            y = nn.functional.linear(y, named["4.weight"], named["4.bias"]).leaky_relu(0.01);
            y = nn.functional.linear(y, Weight("5"), named["5.inner.bias"]).sigmoid();
            return nn.functional.linear(y, named["6.weight"], named["6.bias"]);
        });
        for (int i = 0; i < expected.Length; i++) AssertClose(expected[i], actual[i], 1e-4, $"gradient {i}");
        Assert.IsTrue(expected[1].Any(value => Math.Abs(value) > 1e-3), "the first weight's gradient is 0");

        float[][] Penalty(Func<Tensor, Tensor> network)
        {
            foreach (var tensor in named.Values) tensor.grad = null;
            var slope = autograd.grad([network(x).sum()], [x], null, true, true, false)[0];
            (slope.square().sum() * 100.0).backward();
            return [Values(slope), .. named.Values.Where(tensor => tensor.grad is not null).Select(tensor => Values(tensor.grad!))];
        }

        Tensor Weight(string layer)
        {
            var weight = named[layer + ".inner.weight"];
            return weight / named[layer + ".weight_u"].dot(weight.flatten(1).mv(named[layer + ".weight_v"]));
        }
    }

    [TestMethod]
    public void TrainingStep_LeavesNoTensor() => LeakTest.Run(() =>
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(TensorShape.Image(16, 3, 3), Layer.SpectralNorm(Layer.ConvTranspose2D(4, 3)), Layer.LeakyRelu(0.2)));
        module.call(ones(2, 16, 3, 3)).sum().backward();
    });

    private static JsonElement Golden(string name) => Cases.Single(golden => golden.GetProperty("name").GetString() == name);

    // The network of a case, with the script's numbers.
    private static LayerStack Load(JsonElement golden, params Layer[] more)
    {
        string shape = golden.GetProperty("inputShape").GetRawText(), layer = golden.GetProperty("layer").GetRawText();
        var network = NetworkDefinition.FromJson($$"""{ "inputShape": {{shape}}, "layers": [{{layer}}] }""");
        var module = Create(Network(network.InputShape, [.. network.Layers, .. more]));
        using var noGrad = no_grad();
        foreach (var (name, tensor) in ModuleTensors.Parameters(module).Concat(ModuleTensors.Buffers(module)))
        {
            using var scope = NewDisposeScope();
            bool vector = name is "0.weight_u" or "0.weight_v";
            var values = Numbers(tensor.shape, name switch { "0.inner.weight" => 1, "0.inner.bias" => 2, "0.weight_u" => 3, _ => 4 });
            tensor.copy_(vector ? values / values.norm() : values);
        }
        return module;
    }

    private static Tensor Input(JsonElement golden)
    {
        var shape = new TensorShape([.. golden.GetProperty("inputShape").EnumerateArray().Select(axis => axis.GetInt32())]);
        return Examples(GoldenNetwork.Numbers(3 * shape.ElementCount, 0, 4), shape, 3).requires_grad_();
    }

    private static Tensor Numbers(long[] shape, int k, double factor = 1) =>
        tensor(GoldenNetwork.Numbers(shape.Aggregate((a, b) => a * b), k, factor)).reshape(shape);

    private static float[] Floats(JsonElement golden, params string[] path) =>
        [.. path.Aggregate(golden, (element, name) => element.GetProperty(name)).EnumerateArray().Select(value => value.GetSingle())];
}
