using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Padding = Microsoft.ML.DeepModels.Layers.Padding;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed class LayerStackTests : LayerTestBase
{
    private static readonly TensorShape Small = TensorShape.Image(3, 9, 10);

    [TestMethod]
    public void Create_SameSeed_SameWeights()
    {
        using var first = Create(Reference, 5);
        using var second = Create(Reference, 5);
        using var other = Create(Reference, 6);
        foreach (var ((name, a), (_, b)) in ModuleTensors.Parameters(first).Zip(ModuleTensors.Parameters(second)))
            CollectionAssert.AreEqual(Values(a), Values(b), name);
        CollectionAssert.AreNotEqual(Values(Parameters(first).First()), Values(Parameters(other).First()));
    }

    [TestMethod]
    public void Create_ReluAndLinearLayers_AreDrawnWithinHeAndGlorotLimits()
    {
        using var module = Create(Network(new TensorShape(300), Layer.Dense(200, Activation.Relu), Layer.Dense(100)));
        var weights = ModuleTensors.Parameters(module).ToDictionary(p => p.Name, p => Values(p.Tensor));
        AssertUniform(weights["0.weight"], Math.Sqrt(6.0 / 300));
        AssertUniform(weights["1.weight"], Math.Sqrt(6.0 / (200 + 100)));
        Assert.IsTrue(weights["0.bias"].All(v => v == 0));

        static void AssertUniform(float[] values, double limit)
        {
            Assert.IsTrue(values.All(v => Math.Abs(v) <= limit));
            Assert.IsTrue(values.Max() > 0.99 * limit && values.Min() < -0.99 * limit);
            Assert.AreEqual(limit * limit / 3, values.Average(v => (double)v * v), 0.05 * limit * limit / 3);
        }
    }

    [TestMethod]
    public void Create_Convolution_WeightsAreInChannelsLastMemory()
    {
        using var module = Create(Reference);
        CollectionAssert.AreEqual(new long[] { 27, 1, 9, 3 }, Parameters(module).First().stride());
    }

    [TestMethod]
    public void Forward_ChannelsLastImages_StayChannelsLast()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(Small,
            Layer.Conv2D(4, 3, Activation.Relu, padding: Padding.Same), Layer.BatchNorm(), Layer.LayerNorm(),
            Layer.Residual(Layer.Conv2D(4, 2, padding: Padding.Same)), Layer.MaxPool2D(2), Layer.AveragePool2D(2, 1, Padding.Same),
            Layer.Upsample2D(2), Layer.Dropout(0.5), Layer.Activation(Activation.Gelu), Layer.LeakyRelu(0.2),
            Layer.ConvTranspose2D(16, 3, padding: 1), Layer.ConvTranspose2D(4, 3, padding: 1),
            Layer.Normalize([0, 0, 0, 0], [1, 1, 1, 1]), Layer.SqueezeExcitation(2), Layer.ChannelScale(), Layer.StochasticDepth(0.5),
            Layer.Conv2D(4, 7, padding: Padding.Symmetric, groups: 4), Layer.LayerNorm(), Layer.Conv2D(2, 1), Layer.Concatenate([], [Layer.Conv2D(2, 3, padding: Padding.Symmetric)])));
        var y = module.call(Input(Small, 2)); // (2, 4, 8, 10)
        CollectionAssert.AreEqual(new long[] { 8 * 10 * 4, 1, 10 * 4, 4 }, y.stride());
    }

    [TestMethod]
    public void Forward_PlanarImages_SameResult()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(Small, Layer.Conv2D(4, 3, Activation.Relu), Layer.MaxPool2D(2), Layer.Flatten(), Layer.Dense(3)));
        var x = Input(Small, 2);
        AssertClose(Values(module.call(x)), Values(module.call(x.contiguous())), 1e-6, "output");
    }

    [TestMethod]
    public void Forward_ActivationBeforeMaxPool_SameResultAndGradientsAsInThatOrder()
    {
        foreach (var activation in Enum.GetValues<Activation>())
        {
            foreach (var pool in new[] { Layer.MaxPool2D(2), Layer.MaxPool2D(3, 2, Padding.Same), Layer.GlobalMaxPool2D() })
            {
                using var scope = NewDisposeScope();
                // A dropout of nothing in between keeps the layers in the order in which they are written.
                using var reordered = Create(Network(Small, Layer.Conv2D(4, 3, activation), pool), 3);
                using var written = Create(Network(Small, Layer.Conv2D(4, 3, activation), Layer.Dropout(0), pool), 3);
                var x = Input(Small, 2);
                Tensor a = reordered.call(x), b = written.call(x);
                AssertClose(Values(b), Values(a), 1e-6, $"{activation}, {pool}");
                a.square().sum().backward();
                b.square().sum().backward();
                foreach (var (p, q) in Parameters(reordered).Zip(Parameters(written)))
                    AssertClose(Values(q.grad!), Values(p.grad!), 1e-4, $"{activation}, {pool}: gradient");
            }
        }
    }

    [TestMethod]
    public void Forward_NeverChangesOrReturnsItsInput()
    {
        var shape = TensorShape.Image(2, 3, 3);
        foreach (var layer in new[]
                 {
                     Layer.Dropout(0.5), Layer.Reshape(2, 3, 3), Layer.Upsample2D(1), Layer.Activation(Activation.Linear),
                     Layer.Activation(Activation.Relu), Layer.MaxPool2D(1), Layer.BatchNorm(), Layer.Flatten(), Layer.LeakyRelu(0.2),
                     Layer.Normalize([0, 0], [1, 1]), Layer.SqueezeExcitation(2), Layer.ChannelScale(1), Layer.StochasticDepth(0.5), Layer.Concatenate([], []),
                 })
        {
            using var scope = NewDisposeScope();
            using var module = Create(Network(shape, layer, Layer.Activation(Activation.Tanh), Layer.Activation(Activation.Relu)));
            module.eval();
            var x = Input(shape, 2);
            var before = Values(x);
            Assert.AreNotSame(x, module.call(x), layer.ToString());
            CollectionAssert.AreEqual(before, Values(x), layer.ToString());
        }
    }

    [TestMethod]
    public void Forward_NothingToDo_ResultMayBeDisposedAlone()
    {
        var shape = new TensorShape(3);
        using var module = Create(Network(shape, Layer.Dropout(0.5)));
        module.eval();
        using var x = Input(shape, 1);
        module.call(x).Dispose();
        Assert.HasCount(3, Values(x));
    }

    [TestMethod]
    public void StochasticDepth_Training_DropsWholeRowsAtTheRateAndKeepsTheMean()
    {
        using var scope = NewDisposeScope();
        var shape = new TensorShape(1, 2, 2);
        using var module = Create(Network(shape, Layer.StochasticDepth(0.3)), 7);
        using var same = Create(Network(shape, Layer.StochasticDepth(0.3)), 7);
        var x = ones(10_000, 1, 2, 2);
        float[][] rows = [.. Values(module.call(x)).Chunk(4)];
        Assert.IsTrue(rows.All(row => row.All(v => v == row[0]) && (row[0] == 0 || Math.Abs(row[0] - 1 / 0.7) < 1e-6)));
        Assert.AreEqual(0.3, rows.Count(row => row[0] == 0) / 10_000.0, 0.02);
        CollectionAssert.AreEqual(rows.SelectMany(row => row).ToArray(), Values(same.call(x)), "the same seed drops the same rows");
        module.eval();
        CollectionAssert.AreEqual(Values(x), Values(module.call(x)));
    }

    [TestMethod]
    public void Dropout_Training_DropsTheRateAndKeepsTheMean()
    {
        using var scope = NewDisposeScope();
        var shape = new TensorShape(10_000);
        using var module = Create(Network(shape, Layer.Dropout(0.3)), 7);
        using var same = Create(Network(shape, Layer.Dropout(0.3)), 7);
        var x = ones(4, 10_000);
        var values = Values(module.call(x));
        Assert.AreEqual(0.3, values.Count(v => v == 0) / 40_000.0, 0.01);
        Assert.AreEqual(1, values.Average(), 0.02);
        Assert.IsTrue(values.All(v => v == 0 || Math.Abs(v - 1 / 0.7) < 1e-6));
        CollectionAssert.AreEqual(values, Values(same.call(x)), "one seed, one mask");
        CollectionAssert.AreNotEqual(values, Values(module.call(x)), "the next mask is another");
        module.eval();
        CollectionAssert.AreEqual(Values(x), Values(module.call(x)));
    }

    [TestMethod]
    public void CreateAndDropout_Training_LeaveTheGlobalGeneratorAlone()
    {
        using var scope = NewDisposeScope();
        var before = Generator.Default.get_state().bytes.ToArray();
        using var module = Create(Network(new TensorShape(100), Layer.Dense(50, Activation.Relu), Layer.Dropout(0.5)));
        module.call(ones(2, 100));
        CollectionAssert.AreEqual(before, Generator.Default.get_state().bytes.ToArray());
    }

    [TestMethod]
    public void BatchNorm_TrainingOnOneRow_UsesTheRunningStatistics()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(new TensorShape(3), Layer.BatchNorm(epsilon: 1e-12)));
        AssertClose([1, 2, 3], Values(module.call(tensor(new float[] { 1, 2, 3 }).reshape(1, 3))), 1e-6, "output");
    }

    [TestMethod]
    public void Forward_ManyThreadsScoring_AllGetTheSame()
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(Small,
            Layer.Conv2D(4, 3, Activation.Relu), Layer.BatchNorm(), Layer.MaxPool2D(2), Layer.Dropout(0.5), Layer.Flatten(), Layer.Dense(3)));
        module.eval();
        var x = Input(Small, 2);
        var expected = Values(module.call(x));
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using var noGrad = no_grad();
            using var y = module.call(x);
            AssertClose(expected, Values(y), 1e-6, "output"); // the thread's number of cores may differ
        });
    }

    [TestMethod]
    public void TrainingSteps_WithFlatBuffers_LearnAndLeaveNoTensors()
    {
        using var module = Create(Network(Small,
            Layer.Conv2D(4, 3, Activation.Relu), Layer.MaxPool2D(2), Layer.Flatten(), Layer.Dense(8, Activation.Relu), Layer.Dense(1)));
        using var buffer = new ParameterBuffer(module);
        CollectionAssert.AreEqual(new long[] { 27, 1, 9, 3 }, Parameters(module).First().stride());
        using var x = Input(Small, 4);
        double first = 0, last = 0;
        long count = 0;
        for (int step = 0; step < 60; step++)
        {
            using (NewDisposeScope())
            {
                buffer.ZeroGradients();
                var loss = (module.call(x) - 1.0).square().mean();
                loss.backward();
                using (no_grad()) buffer.Values.sub_(buffer.Gradients * 0.02);
                last = loss.item<float>();
            }
            if (step == 0) first = last;
            if (step == 1) count = Tensor.TotalCount;
            if (step > 1) Assert.AreEqual(count, Tensor.TotalCount, $"step {step}");
        }
        Assert.IsTrue(last < 0.2 * first, $"loss {first} -> {last}");
    }

    private static Tensor Input(TensorShape shape, long batch) =>
        Examples(GoldenNetwork.Numbers(batch * shape.ElementCount, 0, 2), shape, batch);
}
