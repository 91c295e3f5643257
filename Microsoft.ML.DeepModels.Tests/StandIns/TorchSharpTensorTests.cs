using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Memory, strides, random numbers and errors of tensors.</summary>
[TestClass]
public sealed class TorchSharpTensorTests
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [TestCleanup]
    public void Clean() => _scope.Dispose();

    [TestMethod]
    public void ShapesThatDoNotFit_Throw_WithLibtorchsWords()
    {
        var a = torch.zeros(2, 3);
        var b = torch.zeros(2, 4);
        var error = Assert.ThrowsExactly<ExternalException>(() => a.add(b));
        StringAssert.Contains(error.Message, "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1");
    }

    [TestMethod]
    public void Bytes_OfATensor_AreItsMemory()
    {
        var tensor = torch.tensor(new float[] { 1, 2, 3 });
        var floats = MemoryMarshal.Cast<byte, float>(tensor.bytes);
        floats[1] = 20;
        CollectionAssert.AreEqual(new float[] { 1, 20, 3 }, tensor.data<float>().ToArray());
        tensor.bytes = MemoryMarshal.AsBytes(new float[] { 7, 8, 9 }.AsSpan());
        Assert.AreEqual(24f, tensor.sum().item<float>());
        Assert.ThrowsExactly<InvalidOperationException>(() => torch.zeros(2, 2).t().bytes.Length);
        Assert.ThrowsExactly<ArgumentException>(() => tensor.data<double>());
    }

    [TestMethod]
    public void View_OfATensor_SharesItsMemory()
    {
        var tensor = torch.zeros(2, 3);
        tensor.view(6).narrow(0, 2, 2).fill_(1);
        CollectionAssert.AreEqual(new float[] { 0, 0, 1, 1, 0, 0 }, tensor.data<float>().ToArray());
        CollectionAssert.AreEqual(new float[] { 0, 1, 0, 0, 1, 0 }, tensor.t().contiguous().data<float>().ToArray());
        Assert.IsFalse(tensor.t().is_contiguous());
        CollectionAssert.AreEqual(new long[] { 1, 3 }, tensor.t().stride());
    }

    [TestMethod]
    public void ChannelsLast_ThroughConvolutionAndPooling_StaysChannelsLast()
    {
        var image = torch.rand(2, 3, 8, 8).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var kernel = torch.rand(4, 3, 3, 3);
        var features = F.conv2d(image, kernel, null, [1, 1], [1, 1]);
        CollectionAssert.AreEqual(new long[] { 256, 1, 32, 4 }, features.stride());
        var pooled = F.max_pool2d(features, 2);
        CollectionAssert.AreEqual(new long[] { 2, 4, 4, 4 }, pooled.shape);
        CollectionAssert.AreEqual(new long[] { 64, 1, 16, 4 }, pooled.stride());
        Assert.IsTrue(F.conv2d(image.contiguous(), kernel, null, [1, 1], [1, 1]).allclose(features, 1e-4, 1e-5));
    }

    [TestMethod]
    public void Generator_WithASeedOrAState_RepeatsItsNumbers()
    {
        using var generator = new Generator(5);
        var first = torch.rand(4, generator: generator);
        var state = generator.get_state();
        var second = torch.randn(4, generator: generator);
        var order = torch.randperm(10, generator: generator);
        generator.set_state(state);
        Assert.IsTrue(second.allclose(torch.randn(4, generator: generator)));
        Assert.IsTrue(order.allclose(torch.randperm(10, generator: generator)));
        generator.manual_seed(5);
        Assert.IsTrue(first.allclose(torch.rand(4, generator: generator)));
        Assert.IsFalse(first.allclose(torch.rand(4, generator: generator)));
    }

    [TestMethod]
    public void OwnGenerator_Drawing_LeavesTheGlobalStateAlone()
    {
        var state = get_rng_state();
        using var generator = new Generator(1);
        torch.zeros(5).uniform_(-1, 1, generator);
        torch.zeros(5).normal_(0, 1, generator);
        torch.zeros(5).bernoulli_(0.5, generator);
        torch.zeros(5).exponential_(1, generator);
        Assert.IsTrue(state.Equals(get_rng_state()));
    }

    [TestMethod]
    public void Exponential_WithALambda_HasItsMeanAndGivesGumbelNoise()
    {
        using var generator = new Generator(5);
        var times = torch.empty(20_000).exponential_(2, generator);
        Assert.IsTrue(times.min().item<float>() > 0);
        Assert.AreEqual(0.5f, times.mean().item<float>(), 0.02f);
        var gumbel = torch.empty(20_000).exponential_(1, generator).log_().neg();
        Assert.AreEqual(0.5772f, gumbel.mean().item<float>(), 0.03f);
        Assert.AreEqual(1.645f, gumbel.var(true).item<float>(), 0.08f);
    }

    [TestMethod]
    public void Factories_FromManagedValues_KeepTypeAndShape()
    {
        Assert.AreEqual(ScalarType.Int64, torch.tensor(new long[] { 1, 2 }).dtype);
        Assert.AreEqual(ScalarType.Int32, torch.tensor(3).dtype);
        Assert.AreEqual(ScalarType.Bool, torch.tensor(new[] { true }).dtype);
        Assert.AreEqual(ScalarType.Int64, torch.arange(4).dtype);
        Assert.AreEqual(ScalarType.Float32, torch.full(2, 2, 1.5).dtype);
        Assert.AreEqual(ScalarType.Float64, torch.tensor(new float[] { 1 }, ScalarType.Float64).dtype);
        CollectionAssert.AreEqual(new long[] { 2, 3 }, torch.tensor(new float[2, 3]).shape);
        float[] shared = [1, 2, 3];
        var tensor = torch.from_array(shared);
        shared[0] = 9;
        Assert.AreEqual(9f, tensor[0].item<float>());
        Assert.ThrowsExactly<ArgumentException>(() => torch.tensor(shared, [2, 2]));
    }

    [TestMethod]
    public void Indexer_Set_WritesThrough()
    {
        var tensor = torch.zeros(2, 3);
        tensor[0, 1] = torch.tensor(5f);
        tensor[TensorIndex.Ellipsis, TensorIndex.Slice(2)] = torch.tensor(7f);
        CollectionAssert.AreEqual(new float[] { 0, 5, 7, 0, 0, 7 }, tensor.data<float>().ToArray());
        Assert.AreEqual(7L, tensor[^1, -1].to(ScalarType.Int64).item<long>());
    }
}
