using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using static TorchSharp.torch;
using Options = Microsoft.ML.DeepModels.GenerativeAdversarialNetwork.GenerativeAdversarialNetworkTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.GenerativeAdversarialNetwork;

/// <summary>The networks as data.</summary>
[TestClass]
public class GenerativeAdversarialNetworkDefinitionTests
{
    [TestMethod]
    public void Create_OfTheReferenceNetworks_HasTheirLayers()
    {
        var definition = Design(new Options(), TensorShape.Image(1, 28, 28));
        Assert.AreEqual("generator 100 -> Dense(6272) -> Reshape(128x7x7) -> ConvTranspose2D(64, 3x3) -> ConvTranspose2D(1, 3x3), " +
            "discriminator 1x28x28 -> Flatten() -> Dense(128) -> Dense(1)", definition.ToString());
        Assert.AreEqual(Activation.Sigmoid, ((ConvTranspose2DLayer)definition.Generator.Layers[^1]).Activation);
        Assert.AreEqual(TensorShape.Image(1, 28, 28), definition.Generator.OutputShape);
        Assert.AreEqual(101 * 6272 + (128 * 64 * 9 + 64) + (64 * 9 + 1) + 785 * 128 + 129, definition.ParameterCount);
        Assert.AreEqual(1e-3, new Options().LearningRate);
        Assert.AreEqual(Optimizer.Adam(), new Options().Optimizer);
        var dcgan = new Options { Preset = GenerativeAdversarialNetworkPreset.Dcgan };
        Assert.AreEqual(2e-4, dcgan.LearningRate);
        Assert.AreEqual(Optimizer.Adam(0.5), dcgan.Optimizer);
        Assert.AreEqual(0.1, new Options { LearningRate = 0.1, Preset = GenerativeAdversarialNetworkPreset.Dcgan }.LearningRate);
    }

    [TestMethod]
    [DataRow(28, 2)]
    [DataRow(32, 3)]
    [DataRow(64, 4)]
    [DataRow(128, 5)]
    public void Create_OfDcgan_DoublesUpToTheImage(int side, int doublings)
    {
        var definition = Design(new Options { Preset = GenerativeAdversarialNetworkPreset.Dcgan, Filters = 4 }, TensorShape.Image(3, side, side));
        Assert.AreEqual(TensorShape.Image(3, side, side), definition.Generator.OutputShape);
        Assert.HasCount(doublings, definition.Generator.Layers.OfType<ConvTranspose2DLayer>().ToList());
        Assert.HasCount(doublings, definition.Discriminator.Layers.OfType<Conv2DLayer>().ToList());
        Assert.HasCount(doublings - 1, definition.Discriminator.Layers.OfType<BatchNormLayer>().ToList());
        Assert.AreEqual(4 << (doublings - 1), ((ReshapeLayer)definition.Generator.Layers[1]).Shape[0]);
        var critic = Design(new Options { Preset = GenerativeAdversarialNetworkPreset.Dcgan, Filters = 4, Loss = GenerativeAdversarialNetworkLoss.Wasserstein() }, TensorShape.Image(3, side, side));
        Assert.IsEmpty(critic.Discriminator.Layers.OfType<BatchNormLayer>().ToList());
    }

    [TestMethod]
    [DataRow(9, 16)]
    [DataRow(12, 64)]
    [DataRow(6, 6)]
    public void Create_OfDcganForOtherSides_Refuses(int height, int width)
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => Design(new Options { Preset = GenerativeAdversarialNetworkPreset.Dcgan }, TensorShape.Image(1, height, width)));
        Assert.Contains($"such as 28, 32, 64 or 128, got 1x{height}x{width}", e.Message);
    }

    [TestMethod]
    public void Create_WithSpectralNormalization_WrapsEveryWeight()
    {
        var definition = Design(new Options { SpectralNormalization = true, DiscriminatorLayers = [Layer.Conv2D(4, 3), Layer.LeakyRelu(0.1)] }, TensorShape.Image(1, 8, 8));
        Assert.AreEqual("1x8x8 -> SpectralNorm(Conv2D(4, 3x3)) -> LeakyRelu(0.1) -> Flatten() -> SpectralNorm(Dense(1))", definition.Discriminator.ToString());
    }

    [TestMethod]
    public void Create_OfRowsUnderALabel_PutsTheClassesBesideThem()
    {
        var definition = GenerativeAdversarialNetworkDesign.Create(new Options { LatentSize = 5 }, new GenerativeInput(TensorShape.Image(1, 8, 8), 3));
        Assert.AreEqual(new TensorShape(8), definition.Generator.InputShape);
        Assert.AreEqual(TensorShape.Image(4, 8, 8), definition.Discriminator.InputShape);
        Assert.Contains("Dense(128) -> BatchNorm()", Design(new Options(), new TensorShape(12)).ToString());
        Assert.AreEqual(new TensorShape(7, 3), Design(new Options(), new TensorShape(7, 3)).Generator.OutputShape);
    }

    [TestMethod]
    public void Create_OfAModule_HasItsParametersOnceUnderTheirNames()
    {
        var definition = Design(new Options { GeneratorAverage = 0.9, GeneratorLayers = [Layer.Dense(2)] }, new TensorShape(3));
        using var generator = new Generator(1);
        using var network = (GenerativeAdversarialNetworkModule)definition.Create(new ModuleContext(generator, generator, CPU));
        CollectionAssert.AreEquivalent(new[]
        {
            "generator.0.weight", "generator.0.bias", "generator.1.weight", "generator.1.bias", "discriminator.0.weight", "discriminator.0.bias",
            "discriminator.2.weight", "discriminator.2.bias", "discriminator.4.weight", "discriminator.4.bias"
        }, ModuleTensors.Parameters(network).Select(p => p.Name).ToArray());
        CollectionAssert.AreEquivalent(new[] { "average.0.weight", "average.0.bias", "average.1.weight", "average.1.bias" }, ModuleTensors.Buffers(network).Select(b => b.Name).ToArray());
        Assert.AreEqual(definition.ParameterCount, ModuleTensors.Parameters(network).Sum(p => p.Tensor.NumberOfElements));
        CollectionAssert.AreEqual(network.Generator.named_buffers().First().buffer.data<float>().ToArray(), network.Average!.named_buffers().First().buffer.data<float>().ToArray());
    }

    [TestMethod]
    public void FromJson_OfWhatToJsonWrote_IsTheSame()
    {
        foreach (var definition in new[] { Design(new Options { GeneratorAverage = 0.5, Loss = GenerativeAdversarialNetworkLoss.Hinge }, TensorShape.Image(1, 28, 28)), Table() })
        {
            var read = GenerativeAdversarialNetworkDefinition.FromJson(JsonNode.Parse(definition.ToJson().ToJsonString())!);
            Assert.AreEqual(definition.ToJson().ToJsonString(), read.ToJson().ToJsonString());
            Assert.AreEqual(definition.DataShape, read.DataShape);
        }
    }

    [TestMethod]
    [DataRow("\"latentSize\":100", "\"latentSize\":11")]
    [DataRow("\"classes\":0", "\"classes\":2")]
    [DataRow("[[1,3]]", "[[2,3]]")]
    [DataRow("[[1,3]]", "[[1,0]]")]
    [DataRow("[[1,3]]", "[[1,2],[2,1]]")]
    [DataRow("\"unit\":[2,", "\"unit\":[0,")]
    [DataRow("\"unit\":[2,", "\"unit\":[")]
    [DataRow("\"generator\"", "\"maker\"")]
    public void FromJson_OfADamagedFile_SaysSo(string was, string becomes)
    {
        string json = Table().ToJson().ToJsonString();
        Assert.Contains(was, json);
        var e = Assert.ThrowsExactly<InvalidDataException>(() => GenerativeAdversarialNetworkDefinition.FromJson(JsonNode.Parse(json.Replace(was, becomes))!));
        Assert.Contains("The network in the model file is not legal", e.Message);
    }

    private static GenerativeAdversarialNetworkDefinition Table() =>
        GenerativeAdversarialNetworkDesign.Create(new Options(), new GenerativeInput(new TensorShape(4), 0) { Keys = [new ValueBlock(1, 3)] })
            with { Scale = new RowScale([0.1f, 0, 0, 0], [2, 1, 1, 1], [-3, 0, 0, 0], [1e-30f, 1, 1, 1], [false, true, true, true]) };

    private static GenerativeAdversarialNetworkDefinition Design(Options options, TensorShape shape) => GenerativeAdversarialNetworkDesign.Create(options, new GenerativeInput(shape, 0));
}
