using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed class NetworkDefinitionTests : LayerTestBase
{
    [TestMethod]
    public void ParameterCount_BeyondALong_IsRefused()
    {
        var e = Assert.Throws<ArgumentException>(
            () => new NetworkDefinition(new TensorShape(3, 1, 1), [Layer.Conv2D(int.MaxValue, (int.MaxValue, int.MaxValue), padding: Padding.Same)]));
        Assert.Contains("more than 9223372036854775807 parameters", e.Message);
        e = Assert.Throws<ArgumentException>(() => Layer.Upsample2D(int.MaxValue).OutputShape(new TensorShape(3, 3, 3)));
        Assert.Contains("Use a smaller factor", e.Message);
    }

    [TestMethod]
    public void ParameterCount_OfReferenceNetwork_IsWhatTheFormulasGive()
    {
        const long convolution = 3 * 3 * 3 * 32 + 32, hidden = 31 * 31 * 32 * 64 + 64, output = 64 * 10 + 10;
        Assert.AreEqual(convolution + hidden + output, Reference.ParameterCount);
        using var module = Create(Reference);
        Assert.AreEqual(Reference.ParameterCount, Parameters(module).Sum(p => p.NumberOfElements));
        CollectionAssert.AreEqual(
            new[] { "0.weight", "0.bias", "3.weight", "3.bias", "4.weight", "4.bias" },
            ModuleTensors.Parameters(module).Select(p => p.Name).ToArray());
    }

    [TestMethod]
    public void Json_OfEveryLayer_ReadsBackEqual()
    {
        var network = Network(TensorShape.Image(3, 32, 32),
            Layer.Conv2D(8, (3, 5), Activation.HardSwish, 2, Padding.Same, 1, 2, false), Layer.BatchNorm(0.2, 1e-3), Layer.LayerNorm(1e-4),
            Layer.Activation(Activation.Mish), Layer.MaxPool2D(2), Layer.AveragePool2D(3, 1, Padding.Same), Layer.Upsample2D(2), Layer.Rescaling(0.1, -2.5),
            Layer.Residual(Layer.Conv2D(8, 3, padding: Padding.Same), Layer.Residual(Layer.Dropout(0.1))), Layer.Dropout(0.25),
            Layer.Flatten(), Layer.Reshape(128, 4, 4), Layer.GlobalMaxPool2D(), Layer.Reshape(128, 1, 1), Layer.GlobalAveragePool2D(),
            Layer.Reshape(8, 4, 4), Layer.ConvTranspose2D(4, 3, Activation.Elu, 2, 1, 1, false), Layer.LeakyRelu(0.2),
            Layer.Conv2D(6, 3, stride: 2, padding: Padding.Symmetric), Layer.Normalize([0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 1e-7f], [1, 2, 3, 4, 5, 0.1f]), Layer.SqueezeExcitation(3, Activation.Silu, Activation.HardSigmoid),
            Layer.ChannelScale(0.25), Layer.StochasticDepth(0.1), Layer.Concatenate([], [Layer.Conv2D(4, 1)]),
            Layer.SpectralNorm(Layer.Conv2D(8, 3, Activation.Relu), 2), Layer.Flatten(), Layer.SpectralNorm(Layer.Dense(5)), Layer.Dense(7, Activation.LogSoftmax, false));
        var read = NetworkDefinition.FromJson(network.ToJson());
        Assert.AreEqual(network, read);
        Assert.AreEqual(network.GetHashCode(), read.GetHashCode());
        Assert.AreEqual(network.ToJson(), read.ToJson());
        Assert.AreNotEqual(network, Reference);
        Assert.AreNotEqual(Layer.Residual(Layer.Dense(3)), Layer.Residual(Layer.Dense(4)));
        Assert.AreNotEqual(Layer.Normalize([0, 1], [1, 1]), Layer.Normalize([0, 1], [1, 2]));
        Assert.AreNotEqual(Layer.SpectralNorm(Layer.Dense(3)), Layer.SpectralNorm(Layer.Dense(4)));
    }

    [TestMethod]
    public void Json_OfSmallNetwork_IsThisText() => Assert.AreEqual("""
        {
          "inputShape": [
            2
          ],
          "layers": [
            {
              "type": "dense",
              "units": 3,
              "activation": "leakyRelu",
              "useBias": true
            }
          ]
        }
        """, Network(new TensorShape(2), Layer.Dense(3, Activation.LeakyRelu)).ToJson());

    [TestMethod]
    public void FromJson_OnlyRequiredSettings_TakesTheDefaults() => Assert.AreEqual(
        Network(TensorShape.Image(3, 8, 8), Layer.Conv2D(4, 3), Layer.Flatten()),
        Read("""{ "filters": 4, "kernelHeight": 3, "kernelWidth": 3, "type": "conv2D" }, { "type": "flatten" }"""));

    [TestMethod]
    public void FromJson_WhatItDoesNotKnow_IsNamed()
    {
        AssertThrows<FormatException>(() => Read("""{ "type": "warp" }"""), "warp");
        AssertThrows<FormatException>(() => Read("""{ "type": "dense", "units": 3, "secret": 1 }"""), "secret");
        AssertThrows<FormatException>(() => Read("""{ "type": "dense" }"""), "units");
        AssertThrows<FormatException>(() => Read("""{ "units": 3 }"""), "$.layers[0]");
        AssertThrows<FormatException>(() => Read("""{ "type": "dense", "units": 3, "units": 4 }"""), "units");
        AssertThrows<FormatException>(() => Read("""{ "type": "dense", "units": "many" }"""), "$.layers[0].units");
        AssertThrows<FormatException>(() => Read("""{ "type": "dense", "units": 99999999999 }"""), "$.layers[0].units");
        AssertThrows<FormatException>(() => Read("""{ "type": "dense", "units": 3, "activation": "magic" }"""), "$.layers[0].activation");
        AssertThrows<FormatException>(() => Read("""{ "type": "dense", "units": 3, "activation": 1 }"""), "$.layers[0].activation");
        AssertThrows<FormatException>(() => NetworkDefinition.FromJson("{"), "The network definition cannot be read");
        AssertThrows<FormatException>(() => NetworkDefinition.FromJson("null"), "The network definition is null");
        AssertThrows<FormatException>(() => NetworkDefinition.FromJson("""{ "inputShape": [3] }"""), "layers");
    }

    [TestMethod]
    public void FromJson_IllegalValue_IsRefusedAsByTheFactories()
    {
        AssertThrows<ArgumentOutOfRangeException>(() => Read("""{ "type": "dense", "units": 0 }"""), "units must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Read("""{ "type": "maxPool2D", "size": 2, "stride": -1 }"""), "stride must be at least 1, got -1.");
        AssertThrows<ArgumentOutOfRangeException>(() => Read("""{ "type": "reshape", "shape": [0] }"""), "Every axis of a shape must be at least 1");
        AssertThrows<ArgumentOutOfRangeException>(
            () => NetworkDefinition.FromJson("""{ "inputShape": [], "layers": [{ "type": "flatten" }] }"""), "A shape needs at least one axis");
        AssertThrows<ArgumentException>(() => Read("""{ "type": "residual", "body": [] }"""), "body needs at least one layer");
        AssertThrows<ArgumentException>(() => Read("""{ "type": "maxPool2D", "size": 99 }"""), "MaxPool2D(99) needs at least 99x99, got 8x8");
    }

    [TestMethod]
    public void FromJson_NestedVeryDeep_IsRefused()
    {
        const int depth = 10_000;
        string open = string.Concat(Enumerable.Repeat("""{ "type": "residual", "body": [""", depth));
        string close = string.Concat(Enumerable.Repeat("] }", depth));
        AssertThrows<FormatException>(() => Read(open + """{ "type": "flatten" }""" + close), "maximum configured depth of 64");
    }

    private static NetworkDefinition Read(string layers) =>
        NetworkDefinition.FromJson($$"""{ "inputShape": [3, 8, 8], "layers": [{{layers}}] }""");
}
