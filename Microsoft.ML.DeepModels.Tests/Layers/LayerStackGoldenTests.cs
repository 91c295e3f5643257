using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed class LayerStackGoldenTests : LayerTestBase
{
    private const long Batch = 3;

    public static IEnumerable<object[]> Names => GoldenNetwork.All.Select(golden => new object[] { golden.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void LayerStack_ForwardAndBackward_AsInPyTorch(string name)
    {
        var golden = GoldenNetwork.All.Single(g => g.Name == name);
        var network = NetworkDefinition.FromJson(golden.Network.GetRawText());
        CollectionAssert.AreEqual(golden.OutputShape, network.OutputShape.ToArray());

        using var scope = NewDisposeScope();
        using var module = Create(network);
        module.train(golden.Training);
        long k = 0, parameters = 0;
        foreach (var (_, parameter) in ModuleTensors.Parameters(module))
        {
            using var noGrad = no_grad();
            parameter.copy_(tensor(GoldenNetwork.Numbers(parameter.NumberOfElements, ++k)).reshape(parameter.shape));
            parameters += parameter.NumberOfElements;
        }
        Assert.AreEqual(parameters, network.ParameterCount);

        var x = Examples(GoldenNetwork.Numbers(Batch * network.InputShape.ElementCount, 0, 4), network.InputShape, Batch).requires_grad_();
        var y = module.call(x);
        CollectionAssert.AreEqual(network.OutputShape.WithBatch(Batch), y.shape);
        var weights = tensor(GoldenNetwork.Numbers(y.NumberOfElements, 999)).reshape(y.shape);
        (y * weights).sum().backward();

        AssertClose(golden.Output, Values(y), 2e-5, "output");
        AssertClose(golden.InputGradient, Values(x.grad!), 1e-4, "input gradient");
        CollectionAssert.AreEqual(golden.Gradients.Keys, ModuleTensors.Parameters(module).Select(p => p.Name).ToArray());
        foreach (var (key, parameter) in ModuleTensors.Parameters(module)) AssertClose(golden.Gradients[key], Values(parameter.grad!), 1e-4, key);
        CollectionAssert.AreEquivalent(golden.Buffers.Keys, ModuleTensors.Buffers(module).Select(b => b.Name).ToArray());
        foreach (var (key, buffer) in ModuleTensors.Buffers(module)) AssertClose(golden.Buffers[key], Values(buffer), 1e-5, key);
    }
}
