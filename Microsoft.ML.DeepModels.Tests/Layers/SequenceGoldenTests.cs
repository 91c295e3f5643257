using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed class SequenceGoldenTests : LayerTestBase
{
    private const int Batch = GoldenSequences.Batch, Steps = GoldenSequences.Steps;

    public static IEnumerable<object[]> Names => GoldenSequences.All.Select(golden => new object[] { golden.Name });

    public static IEnumerable<object[]> RecurrentNames =>
        GoldenSequences.All.Where(golden => golden.Network.GetRawText() is var text && (text.Contains("lstm") || text.Contains("gru") || text.Contains("Rnn")))
            .Select(golden => new object[] { golden.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void LayerStack_ForwardAndBackwardOverSequences_AsInPyTorch(string name) => Check(name, true);

    [TestMethod]
    [DynamicData(nameof(RecurrentNames))]
    public void LayerStack_RecurrentStepByStep_AsInPyTorch(string name) => Check(name, false);

    private static void Check(string name, bool fused)
    {
        var golden = GoldenSequences.All.Single(g => g.Name == name);
        var network = NetworkDefinition.FromJson(golden.Network.GetRawText());

        using var scope = NewDisposeScope();
        using var module = Create(network);
        module.train(golden.Training);
        foreach (var recurrent in module.modules().OfType<RecurrentModule>()) recurrent.AllowFused = fused;
        SetParameters(module);
        Assert.AreEqual(network.ParameterCount, Parameters(module).Sum(p => p.NumberOfElements));

        using var lengths = golden.Lengths is null ? null : new SequenceLengths(golden.Lengths, Steps, CPU);
        using var after = module.LengthsAfter(lengths);
        CollectionAssert.AreEqual(golden.OutputLengths, after?.Values.ToArray());
        var x = Input(network.InputShape);
        var y = module.Forward(x, lengths);
        CollectionAssert.AreEqual(golden.OutputShape, y.shape[1..].Select(axis => (int)axis).ToArray());
        var there = after is null ? ones_like(y) : after.Mask.unsqueeze(-1);
        var weights = tensor(GoldenNetwork.Numbers(y.NumberOfElements, 999)).reshape(y.shape);
        (y * weights * there).sum().backward();

        AssertClose(golden.Output, Values(y * there), 2e-5, "output");
        if (x.requires_grad) AssertClose(golden.InputGradient, Values(x.grad!), 1e-4, "input gradient");
        CollectionAssert.AreEqual(golden.Gradients.Keys, ModuleTensors.Parameters(module).Select(p => p.Name).ToArray());
        foreach (var (key, parameter) in ModuleTensors.Parameters(module)) AssertClose(golden.Gradients[key], Values(parameter.grad!), 1e-4, key);
        CollectionAssert.AreEquivalent(golden.Buffers.Keys, ModuleTensors.Buffers(module).Select(b => b.Name).ToArray());
        foreach (var (key, buffer) in ModuleTensors.Buffers(module)) AssertClose(golden.Buffers[key], Values(buffer), 1e-5, key);
    }

    private static void SetParameters(LayerStack module)
    {
        using var noGrad = no_grad();
        long k = 0;
        foreach (var parameter in Parameters(module))
            parameter.copy_(tensor(GoldenNetwork.Numbers(parameter.NumberOfElements, ++k)).reshape(parameter.shape));
    }

    private static Tensor Input(TensorShape shape)
    {
        if (shape.HasVariableLength && shape.Count == 1)
            return tensor([.. Enumerable.Range(0, Batch * Steps).Select(i => (long)(i * 7 % 6))]).reshape(Batch, Steps);
        long[] axes = [.. shape.Select(axis => axis == TensorShape.Variable ? Steps : (long)axis)];
        return tensor(GoldenNetwork.Numbers(Batch * axes.Aggregate((a, b) => a * b), 0, 4)).reshape([Batch, .. axes]).requires_grad_();
    }
}
