using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Backbones;

/// <summary>Every backbone against torchvision's network with the same weights.</summary>
[TestClass]
public sealed class BackboneGoldenTests : LayerTestBase
{
    private const int Batch = 2;

    public static IEnumerable<object[]> Names => Architectures.All.Select(architecture => new object[] { architecture.Name });

    [TestMethod]
    public void Architectures_All_AreThoseOfTheGoldenNumbers() =>
        CollectionAssert.AreEqual(BackboneGolden.All.Select(golden => golden.Name).ToArray(), Architectures.All.Select(architecture => architecture.Name).ToArray());

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Backbone_ScoringAndTraining_AsInTorchvision(string name)
    {
        var golden = BackboneGolden.Named(name);
        var architecture = Architectures.Named(name);
        var shape = TensorShape.Image(3, golden.Size, golden.Size);
        var backbone = architecture.Build(shape);
        var network = new NetworkDefinition(shape, [.. backbone.Layers.Select(WithoutNoise)]);

        using var scope = NewDisposeScope();
        using var module = Create(network);
        var tensors = ModuleTensors.Parameters(module).Concat(ModuleTensors.Buffers(module)).ToDictionary(entry => backbone.Names[entry.Name], entry => entry.Tensor);
        AssertSameTensors(golden, architecture.Top, tensors);
        foreach (var (key, value) in tensors)
        {
            using var noGrad = no_grad();
            using var values = tensor(BackboneGolden.Values(key, golden.Shapes[key]));
            using var shaped = values.reshape(value.shape);
            value.copy_(shaped);
        }

        var images = Examples(BackboneGolden.Numbers("image", Batch * shape.ElementCount, 1, 0.5f), TensorShape.Image(3, golden.Size, golden.Size), Batch);
        module.eval();
        foreach (int frozen in new[] { 0, module.LayerCount }) // by another computation where no gradient is wanted
        {
            using var noGrad = no_grad();
            module.Freeze(frozen);
            using var y = module.call(images);
            CollectionAssert.AreEqual(golden.OutputShape, network.OutputShape.ToArray());
            CollectionAssert.AreEqual(network.OutputShape.WithBatch(Batch), y.shape);
            var values = Values(y);
            int step = values.Length / 16;
            for (int i = 0; i < golden.Outputs.Length; i++) Assert.AreEqual(golden.Outputs[i], values[i * step], 1e-4 * golden.Largest, $"output {i * step}");
            AssertLength(golden.OutputLength, y, 1e-4, "output");
        }

        module.train();
        using var z = module.call(images);
        AssertLength(golden.TrainedLength, z, 1e-3, "output while training");
        using var form = tensor(BackboneGolden.Numbers("form", z.NumberOfElements));
        using var shapedForm = form.reshape(z.shape);
        (z * shapedForm).sum().backward();
        // Those of a vector are sums over all pixels that nearly cancel: torchvision's own differ by 1e-3 between single and double precision.
        foreach (var (key, length) in golden.Gradients) AssertLength(length, tensors[key].grad!, tensors[key].dim() > 1 ? 1e-3 : 5e-3, $"gradient of {key}");
        foreach (var (key, length) in golden.Buffers) AssertLength(length, tensors[key], 1e-3, key);
    }

    // The names of torchvision's state dict are ours and the classifier's, with the same shapes; a product over the channels of pixels may be a 1x1 convolution.
    private static void AssertSameTensors(BackboneGolden golden, IReadOnlyList<string> top, Dictionary<string, Tensor> tensors)
    {
        var expected = golden.Shapes.Where(entry => !top.Any(entry.Key.StartsWith)).ToDictionary();
        CollectionAssert.AreEquivalent(expected.Keys, tensors.Keys, golden.Name);
        Assert.IsTrue(golden.Shapes.Count > expected.Count, "the classifier's parameters");
        foreach (var (key, shape) in expected)
            CollectionAssert.AreEqual(shape, tensors[key].shape.Take(shape.Length).Concat(tensors[key].shape.Skip(shape.Length).Where(axis => axis != 1)).ToArray(), key);
    }

    private static Layer WithoutNoise(Layer layer) => layer switch
    {
        ResidualLayer residual => Layer.Residual([.. residual.Body.Where(inner => inner is not StochasticDepthLayer)]),
        _ => layer,
    };

    private static void AssertLength(double expected, Tensor actual, double tolerance, string what)
    {
        using var length = actual.detach().norm();
        Assert.AreEqual(expected, length.item<float>(), tolerance * expected, what);
    }
}
