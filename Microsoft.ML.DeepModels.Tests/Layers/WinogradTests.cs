using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Layers.Recurrence;
using Microsoft.ML.DeepModels.Layers.Winograd;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using TorchSharp;
using static TorchSharp.torch;
using Padding = Microsoft.ML.DeepModels.Layers.Padding;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed class WinogradTests : LayerTestBase
{
    private const double Tolerance = 1e-5; // of the largest value

    [TestMethod]
    public void Run_RandomSizes_SameResultsAsTheLibrarys()
    {
        var random = new Random(1);
        for (int trial = 0; trial < 60; trial++)
        {
            int batch = random.Next(1, 5), channels = 32 * random.Next(1, 4), height = random.Next(3, 15), width = random.Next(3, 15);
            var padding = random.GetItems([Padding.Valid, Padding.Same, Padding.Symmetric], 1)[0];
            var layer = new Conv2DLayer(32 * random.Next(1, 4), 3, 3, Activation.Linear, 1, padding, useBias: random.Next(3) > 0);
            WinogradKernel kernel = random.Next(2) == 0 ? new WinogradKernel<Lanes>() : WinogradKernel.Best;
            bool rectify = random.Next(2) == 0;
            int threads = random.Next(1, 4);

            using var scope = NewDisposeScope();
            var (x, weight, bias) = Case(layer, batch, channels, height, width);
            if (random.Next(4) == 0) x = x.contiguous(); // planes
            using var filters = new WinogradFilters(kernel, weight);
            using var expected = Library(layer, x, weight, bias, rectify);
            using var actual = WinogradConvolution.Run(layer, x, filters, bias, rectify, threads);
            string what = $"{layer}, padding {padding}, bias {layer.UseBias}, {batch}x{channels}x{height}x{width}, ReLU {rectify}, {threads} threads";
            CollectionAssert.AreEqual(expected.shape, actual.shape, what);
            AssertNear(Values(expected), Values(actual), what);
        }
    }

    [TestMethod]
    [DataRow(64, 64, 32)]
    [DataRow(128, 256, 16)]
    [DataRow(256, 256, 8)]
    [DataRow(512, 512, 4)]
    public void Run_SizesOfVgg_NearTheExactResult(int channels, int filters, int size)
    {
        using var scope = NewDisposeScope();
        var layer = new Conv2DLayer(filters, 3, 3, Activation.Linear, 1, Padding.Symmetric);
        var (x, weight, bias) = Case(layer, 2, channels, size, size);
        using var transformed = new WinogradFilters(WinogradKernel.Best, weight);
        using var actual = WinogradConvolution.Run(layer, x.relu(), transformed, bias, false);
        using var expected = Library(layer, x.relu().to_type(ScalarType.Float64), weight.to_type(ScalarType.Float64), bias!.to_type(ScalarType.Float64), false);
        AssertNear(Values(expected.to_type(ScalarType.Float32)), Values(actual), layer.ToString());
    }

    [TestMethod]
    public void Run_RowsAloneAndOtherThreads_SameBits()
    {
        using var scope = NewDisposeScope();
        var layer = new Conv2DLayer(64, 3, 3, Activation.Linear, 1, Padding.Same);
        var (x, weight, bias) = Case(layer, 9, 32, 13, 11); // 108 tiles: more than a block
        using var filters = new WinogradFilters(WinogradKernel.Best, weight);
        float[] expected = Values(WinogradConvolution.Run(layer, x, filters, bias, true, 1));
        for (int threads = 2; threads < 6; threads++)
            CollectionAssert.AreEqual(expected, Values(WinogradConvolution.Run(layer, x, filters, bias, true, threads)), $"{threads} threads");
        for (int row = 0; row < 9; row++)
        {
            int length = expected.Length / 9;
            float[] alone = Values(WinogradConvolution.Run(layer, x.narrow(0, row, 1), filters, bias, true));
            CollectionAssert.AreEqual(expected.AsSpan(row * length, length).ToArray(), alone, $"row {row}");
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Run_NaN_IsNotHiddenAndStaysInItsRow(bool rectify)
    {
        using var scope = NewDisposeScope();
        var layer = new Conv2DLayer(64, 3, 3, Activation.Linear, 1, Padding.Same);
        var (x, weight, bias) = Case(layer, 3, 32, 7, 7);
        foreach (WinogradKernel kernel in new[] { new WinogradKernel<Lanes>(), WinogradKernel.Best })
        {
            using var filters = new WinogradFilters(kernel, weight);
            float[] before = Values(WinogradConvolution.Run(layer, x, filters, bias, rectify));
            var broken = x.clone();
            broken[1, 5, 3, 2] = float.NaN;
            bool[] expected = [.. Values(Library(layer, broken, weight, bias, rectify)).Select(float.IsNaN)];
            float[] actual = Values(WinogradConvolution.Run(layer, broken, filters, bias, rectify));
            int row = actual.Length / 3;
            // The library's own 3x3 places are NaN, and what else is in their tiles.
            for (int i = row; i < 2 * row; i++) if (expected[i]) Assert.IsTrue(float.IsNaN(actual[i]), $"value {i}");
            Assert.HasCount(9 * 64, expected.Where(isNaN => isNaN));
            CollectionAssert.AreEqual(before[..row], actual[..row]);
            CollectionAssert.AreEqual(before[(2 * row)..], actual[(2 * row)..]);
        }
    }

    [TestMethod]
    public void Suits_LayersItIsMadeFor_AndNoOthers()
    {
        Assert.IsTrue(Suits(new Conv2DLayer(64, 3, 3), 32, 18, 18));
        Assert.IsTrue(Suits(new Conv2DLayer(64, 3, 3, padding: Padding.Same), 32, 4, 4));
        Assert.IsTrue(Suits(new Conv2DLayer(512, 3, 3, padding: Padding.Symmetric), 512, 7, 7));
        Assert.IsFalse(Suits(new Conv2DLayer(64, 3, 3, padding: Padding.Same), 32, 5, 5), "most of its tiles would be outside");
        Assert.IsFalse(Suits(new Conv2DLayer(64, 3, 3, padding: Padding.Same), 3, 32, 32), "three channels");
        Assert.IsFalse(Suits(new Conv2DLayer(48, 3, 3, padding: Padding.Same), 32, 32, 32), "48 filters");
        Assert.IsFalse(Suits(new Conv2DLayer(64, 3, 1, padding: Padding.Same), 32, 32, 32), "3x1");
        Assert.IsFalse(Suits(new Conv2DLayer(64, 3, 3, stride: 2, padding: Padding.Same), 32, 32, 32), "stride 2");
        Assert.IsFalse(Suits(new Conv2DLayer(64, 3, 3, padding: Padding.Same, dilation: 2), 32, 32, 32), "dilation 2");
        Assert.IsFalse(Suits(new Conv2DLayer(64, 3, 3, padding: Padding.Same, groups: 2), 64, 32, 32), "two groups");
        Assert.IsFalse(Suits(new Conv2DLayer(8192, 3, 3, padding: Padding.Same), 8192, 32, 32), "too large");

        static bool Suits(Conv2DLayer layer, int channels, int height, int width) => WinogradConvolution.Suits(layer, channels, height, width);
    }

    [TestMethod]
    [DoNotParallelize]
    public void Suits_SwitchedOff_NoLayer()
    {
        var layer = new Conv2DLayer(64, 3, 3, padding: Padding.Same);
        AppContext.SetSwitch("Microsoft.ML.DeepModels.KeepTransformedFilters", false);
        try
        {
            Assert.IsFalse(WinogradConvolution.Suits(layer, 64, 16, 16));
        }
        finally
        {
            AppContext.SetSwitch("Microsoft.ML.DeepModels.KeepTransformedFilters", true);
        }
        Assert.IsTrue(WinogradConvolution.Suits(layer, 64, 16, 16));
    }

    [TestMethod]
    public void CanRun_OtherTypeNoRowsOrTooLarge_Refuses()
    {
        using var scope = NewDisposeScope();
        var layer = new Conv2DLayer(32, 3, 3);
        var (x, weight, _) = Case(layer, 2, 32, 6, 6);
        Assert.IsTrue(WinogradConvolution.CanRun(layer, x, weight));
        Assert.IsFalse(WinogradConvolution.CanRun(layer, x.to_type(ScalarType.Float64), weight));
        Assert.IsFalse(WinogradConvolution.CanRun(layer, x, weight.to_type(ScalarType.Float64)));
        Assert.IsFalse(WinogradConvolution.CanRun(layer, x.narrow(0, 0, 0), weight), "no rows");
        Assert.IsFalse(WinogradConvolution.CanRun(layer, x.narrow(0, 0, 1).expand(10_000_000, 32, 6, 6), weight));
    }

    [TestMethod]
    public void FrozenNetwork_NoGradientWanted_NearTheUnfrozen()
    {
        using var scope = NewDisposeScope();
        using var network = Create(Network());
        network.eval();
        var x = Examples(Numbers(2 * 32 * 12 * 12, 3), TensorShape.Image(32, 12, 12), 2);
        using var noGrad = no_grad();
        float[] plain = Values(network.Forward(x, null));
        network.Freeze(network.LayerCount);
        float[] frozen = Values(network.Forward(x, null));
        CollectionAssert.AreNotEqual(plain, frozen, "another computation rounds in another way");
        AssertNear(plain, frozen, "scores");
        network.Freeze(0);
        CollectionAssert.AreEqual(plain, Values(network.Forward(x, null)));
    }

    [TestMethod]
    public void FrozenNetwork_GradientWantedOrTraining_ComputedByTheLibrary()
    {
        using var scope = NewDisposeScope();
        using var network = Create(Network());
        network.eval();
        var x = Examples(Numbers(2 * 32 * 12 * 12, 3), TensorShape.Image(32, 12, 12), 2);
        var plain = network.Forward(x, null);
        plain.square().sum().backward();
        var weight = network.LayerParameters().First().Tensor;
        float[] expected = Values(weight.grad!);
        weight.grad = null;
        network.Freeze(network.LayerCount);
        var learning = network.Forward(x, null);
        CollectionAssert.AreEqual(Values(plain), Values(learning));
        learning.square().sum().backward();
        CollectionAssert.AreEqual(expected, Values(weight.grad!));
        network.train();
        using var noGrad = no_grad();
        CollectionAssert.AreEqual(Values(plain), Values(network.Forward(x, null)), "in training mode");
    }

    [TestMethod]
    public void FrozenNetwork_WeightsChangedAndFrozenAnew_NewWeightsCount()
    {
        using var scope = NewDisposeScope();
        using var network = Create(Network());
        network.eval();
        var x = Examples(Numbers(2 * 32 * 12 * 12, 3), TensorShape.Image(32, 12, 12), 2);
        using var noGrad = no_grad();
        network.Freeze(network.LayerCount);
        network.Forward(x, null).Dispose();
        foreach (var (_, _, tensor) in network.LayerParameters()) tensor.mul_(tensor);
        network.Freeze(network.LayerCount);
        float[] frozen = Values(network.Forward(x, null));
        network.Freeze(0);
        AssertNear(Values(network.Forward(x, null)), frozen, "scores");
    }

    [TestMethod]
    public void FrozenNetwork_OnlySomeLayers_OthersMayChange()
    {
        using var scope = NewDisposeScope();
        using var network = Create(Network());
        network.eval();
        var x = Examples(Numbers(2 * 32 * 12 * 12, 3), TensorShape.Image(32, 12, 12), 2);
        using var noGrad = no_grad();
        network.Freeze(2);
        network.Forward(x, null).Dispose();
        foreach (var (layer, _, tensor) in network.LayerParameters())
            if (layer >= 2) tensor.mul_(tensor);
        float[] frozen = Values(network.Forward(x, null));
        network.Freeze(0);
        AssertNear(Values(network.Forward(x, null)), frozen, "scores");
    }

    [TestMethod]
    public void FrozenNetwork_ManyThreadsAtOnce_SameScores()
    {
        using var scope = NewDisposeScope();
        using var network = Create(Network());
        network.eval();
        var x = Examples(Numbers(2 * 32 * 12 * 12, 3), TensorShape.Image(32, 12, 12), 2);
        network.Freeze(network.LayerCount);
        var scores = new float[8][];
        // The first of them transforms the filters.
        var threads = Enumerable.Range(0, scores.Length).Select(i => new Thread(() =>
        {
            using var inner = NewDisposeScope();
            using var noGrad = no_grad();
            scores[i] = Values(network.Forward(x, null));
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        foreach (float[] other in scores) CollectionAssert.AreEqual(scores[0], other);
    }

    [TestMethod]
    public void FrozenNetwork_ScoredFrozenAnewAndDisposed_LeavesNoTensor() => LeakTest.Run(() =>
    {
        using var scope = NewDisposeScope();
        using var network = Create(Network());
        network.eval();
        var x = Examples(Numbers(2 * 32 * 12 * 12, 3), TensorShape.Image(32, 12, 12), 2);
        using var noGrad = no_grad();
        for (int i = 0; i < 2; i++)
        {
            network.Freeze(network.LayerCount);
            network.Forward(x, null).Dispose();
        }
    });

    // A ReLU behind a convolution, one behind a pooling, and convolutions inside of a residual layer.
    private static NetworkDefinition Network() => new(TensorShape.Image(32, 12, 12),
    [
        Layer.Conv2D(64, 3, Activation.Relu, padding: Padding.Same),
        Layer.Residual(Layer.Conv2D(64, 3, Activation.Relu, padding: Padding.Same), Layer.Conv2D(64, 3, padding: Padding.Same)),
        Layer.Conv2D(32, 3, Activation.Relu, padding: Padding.Same),
        Layer.MaxPool2D(2),
        Layer.Flatten(),
        Layer.Dense(3)
    ]);

    private static Tensor Library(Conv2DLayer layer, Tensor x, Tensor weight, Tensor? bias, bool rectify)
    {
        long padding = layer.Padding == Padding.Valid ? 0 : 1;
        var result = nn.functional.conv2d(x, weight, bias, [1, 1], [padding, padding], [1, 1], 1);
        return rectify ? result.relu_() : result;
    }

    private static (Tensor X, Tensor Weight, Tensor? Bias) Case(Conv2DLayer layer, int batch, int channels, int height, int width)
    {
        var x = tensor(Numbers(batch * height * width * channels, 1)).reshape(batch, height, width, channels).permute(0, 3, 1, 2);
        var weight = tensor(Numbers(layer.Filters * 9 * channels, 2)).reshape(layer.Filters, 3, 3, channels).permute(0, 3, 1, 2);
        return (x, weight, layer.UseBias ? tensor(Numbers(layer.Filters, 3)) : null);
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }

    private static void AssertNear(float[] expected, float[] actual, string what)
    {
        float largest = expected.Max(Math.Abs);
        Assert.IsGreaterThan(0f, largest, what);
        for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], Tolerance * largest, $"{what}: value {i}");
    }
}
