using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Layers.Recurrence;
using Microsoft.ML.DeepModels.Layers.Transposed;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed class ConvTranspose2DTests : LayerTestBase
{
    [TestMethod]
    public void Run_RandomSizes_SameResultsAndGradientsAsTheLibrarys()
    {
        var random = new Random(1);
        for (int trial = 0; trial < 80; trial++)
        {
            int stride = random.Next(1, 4), size = random.Next(1, 6), padding = random.Next(0, size), output = random.Next(0, stride);
            int height = random.Next(1, 9), width = random.Next(1, 9), batch = random.Next(1, 7), channels = 16 * random.Next(1, 4), threads = random.Next(1, 4);
            var layer = new ConvTranspose2DLayer(random.Next(1, 20), size, Activation.Linear, stride, padding, output, random.Next(3) > 0);
            if ((height - 1) * stride - 2 * padding + size + output < 1 || (width - 1) * stride - 2 * padding + size + output < 1
                || batch * height * width < 4) continue;
            TransposedKernel kernel = random.Next(2) == 0 ? new TransposedKernel<Lanes>() : TransposedKernel.Best;
            string what = $"{layer}, stride {stride}, padding {padding}+{output}, bias {layer.UseBias}, {batch}x{channels}x{height}x{width}, {threads} threads";

            using var scope = NewDisposeScope();
            float[][] expected = Gradients(layer, batch, channels, height, width, (x, weight, bias) => Library(layer, x, weight, bias));
            float[][] actual = Gradients(layer, batch, channels, height, width,
                (x, weight, bias) => FusedTransposedConvolution.Run(kernel, layer, x, weight, bias, threads));
            AssertClose(expected[0], actual[0], 2e-5, $"{what}: output");
            for (int i = 1; i < expected.Length; i++) AssertClose(expected[i], actual[i], 1e-4, $"{what}: gradient {i}");
        }
    }

    [TestMethod]
    public void Run_ManyPositions_ChunksMeetWithoutSeam()
    {
        using var scope = NewDisposeScope();
        var layer = new ConvTranspose2DLayer(40, 5, stride: 2, padding: 2, outputPadding: 1);
        float[][] expected = Gradients(layer, 2, 16, 13, 11, (x, weight, bias) => Library(layer, x, weight, bias));
        float[][] actual = Gradients(layer, 2, 16, 13, 11, (x, weight, bias) => FusedTransposedConvolution.Run(layer, x, weight, bias));
        for (int i = 0; i < expected.Length; i++) AssertClose(expected[i], actual[i], 1e-4, $"result {i}");
    }

    [TestMethod]
    public void Run_FewerPositionsForAThreadThanAProductHasRows_SameResultsAsTheLibrarys()
    {
        using var scope = NewDisposeScope();
        var layer = new ConvTranspose2DLayer(3, 4, stride: 2, padding: 1);
        float[][] expected = Gradients(layer, 3, 16, 1, 2, (x, weight, bias) => Library(layer, x, weight, bias));
        float[][] actual = Gradients(layer, 3, 16, 1, 2,
            (x, weight, bias) => FusedTransposedConvolution.Run(TransposedKernel.Best, layer, x, weight, bias, 3));
        for (int i = 0; i < expected.Length; i++) AssertClose(expected[i], actual[i], 1e-4, $"result {i}");
    }

    [TestMethod]
    public void Run_PlanarInputWithoutGradient_SameGradients()
    {
        using var scope = NewDisposeScope();
        var layer = new ConvTranspose2DLayer(3, 3, stride: 2);
        var (x, weight, bias) = Case(layer, 2, 16, 3, 4);
        FusedTransposedConvolution.Run(layer, x, weight, bias).square().sum().backward();
        float[] expected = Values(weight.grad!);
        weight.grad = null;
        var planar = x.detach().contiguous();
        FusedTransposedConvolution.Run(layer, planar, weight, bias).square().sum().backward();
        AssertClose(expected, Values(weight.grad!), 1e-6, "weight");
        Assert.IsNull(planar.grad);
        weight.grad = null;
        var constant = weight.detach();
        FusedTransposedConvolution.Run(layer, planar, constant, bias).square().sum().backward();
        Assert.IsNull(constant.grad);
    }

    [TestMethod]
    public void Run_GradientTakenTwice_IsTheSame()
    {
        using var scope = NewDisposeScope();
        var layer = new ConvTranspose2DLayer(3, 3, stride: 2);
        var (x, weight, bias) = Case(layer, 2, 16, 3, 4);
        var sum = FusedTransposedConvolution.Run(layer, x, weight, bias).square().sum();
        var first = autograd.grad([sum], [x, weight], null, true, false, false);
        // The optimizer may change the weights in between.
        using (no_grad()) weight.add_(1);
        var second = autograd.grad([sum], [x, weight], null, false, false, false);
        for (int i = 0; i < 2; i++) CollectionAssert.AreEqual(Values(first[i]), Values(second[i]));
    }

    [TestMethod]
    public void Run_TrainingAndScoring_LeavesNoTensor()
    {
        foreach (bool useBias in new[] { true, false })
        {
            var layer = new ConvTranspose2DLayer(3, 3, stride: 2, useBias: useBias);
            LeakTest.Run(() =>
            {
                using var scope = NewDisposeScope();
                var (x, weight, bias) = Case(layer, 2, 16, 3, 4);
                using (var y = FusedTransposedConvolution.Run(layer, x, weight, bias)) y.sum().backward();
                using var noGrad = no_grad();
                FusedTransposedConvolution.Run(layer, x, weight, bias).Dispose();
            });
        }
    }

    [TestMethod]
    public void CanRun_OtherTypeChannelsOrTooLarge_Refuses()
    {
        using var scope = NewDisposeScope();
        var layer = new ConvTranspose2DLayer(3, 3, stride: 2);
        var (x, weight, _) = Case(layer, 2, 16, 3, 4);
        Assert.IsTrue(FusedTransposedConvolution.CanRun(layer, x, weight));
        Assert.IsFalse(FusedTransposedConvolution.CanRun(layer, x.to_type(ScalarType.Float64), weight));
        Assert.IsFalse(FusedTransposedConvolution.CanRun(layer, x.narrow(1, 0, 12), weight));
        Assert.IsFalse(FusedTransposedConvolution.CanRun(layer, x.narrow(0, 0, 1).narrow(2, 0, 1).narrow(3, 0, 3), weight), "fewer positions than a product has rows");
        Assert.IsFalse(FusedTransposedConvolution.CanRun(layer, x.narrow(0, 0, 1).expand(10_000_000, 16, 3, 4), weight));
        Assert.IsFalse(FusedTransposedConvolution.CanRun(layer, x.narrow(0, 0, 0), weight), "no rows");
    }

    [TestMethod]
    public void Forward_OneImageOfOnePixel_StillWorks()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(TensorShape.Image(16, 1, 1), Layer.ConvTranspose2D(2, 4)));
        CollectionAssert.AreEqual(new long[] { 1, 2, 4, 4 }, module.call(ones(1, 16, 1, 1)).shape);
    }

    [TestMethod]
    public void Create_WithStride_KeepsTheVarianceOfItsInput()
    {
        using var scope = NewDisposeScope();
        var shape = TensorShape.Image(64, 16, 16);
        using var module = Create(Network(shape, Layer.ConvTranspose2D(64, 4, Activation.Relu, 2, 1)));
        CollectionAssert.AreEqual(new long[] { 64 * 16, 1, 64 * 4, 64 }, Parameters(module).First().stride());
        var x = Examples(GoldenNetwork.Numbers(shape.ElementCount, 1, 2), shape, 1);
        // After a ReLU the mean square is half of the variance, which He's initialisation doubles.
        double before = x.square().mean().item<float>(), after = module.call(x).square().mean().item<float>();
        Assert.AreEqual(1, after / before, 0.15);
    }

    [TestMethod]
    public void AllowSecondDerivatives_OfAGenerator_GivesThem()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(TensorShape.Image(16, 2, 2), Layer.ConvTranspose2D(2, 3), Layer.LeakyRelu(0.2)));
        module.AllowSecondDerivatives();
        var x = Examples(GoldenNetwork.Numbers(64, 1, 2), TensorShape.Image(16, 2, 2), 1).requires_grad_();
        var slope = autograd.grad([module.call(x).square().sum()], [x], null, true, true, false)[0];
        slope.square().sum().backward();
        Assert.IsTrue(Values(Parameters(module).First().grad!).Any(value => value != 0));
    }

    private static Tensor Library(ConvTranspose2DLayer layer, Tensor x, Tensor weight, Tensor? bias) => nn.functional.conv_transpose2d(
        x, weight, bias, [layer.Stride, layer.Stride], [layer.Padding, layer.Padding], [layer.OutputPadding, layer.OutputPadding]);

    // The output, then the gradients of the input and of the parameters.
    private static float[][] Gradients(
        ConvTranspose2DLayer layer, int batch, int channels, int height, int width, Func<Tensor, Tensor, Tensor?, Tensor> run)
    {
        var (x, weight, bias) = Case(layer, batch, channels, height, width);
        var y = run(x, weight, bias);
        (y * tensor(GoldenNetwork.Numbers(y.NumberOfElements, 999)).reshape(y.shape)).sum().backward();
        return [Values(y), Values(x.grad!), Values(weight.grad!), .. bias is null ? [] : new[] { Values(bias.grad!) }];
    }

    private static (Tensor Input, Tensor Weight, Tensor? Bias) Case(ConvTranspose2DLayer layer, int batch, int channels, int height, int width)
    {
        return (Numbers(1, batch, height, width, channels).permute(0, 3, 1, 2).detach().requires_grad_(),
            Numbers(2, channels, layer.KernelSize, layer.KernelSize, layer.Filters).permute(0, 3, 1, 2).detach().requires_grad_(),
            layer.UseBias ? Numbers(3, layer.Filters).requires_grad_() : null);

        static Tensor Numbers(int k, params long[] shape) => tensor(GoldenNetwork.Numbers(shape.Aggregate((a, b) => a * b), k)).reshape(shape).detach();
    }
}
