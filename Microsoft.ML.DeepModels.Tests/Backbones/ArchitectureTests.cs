using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Layers;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Backbones;

[TestClass]
public sealed class ArchitectureTests : LayerTestBase
{
    [TestMethod]
    public void Build_AtThePublishedSize_EndsWithTheFeatures()
    {
        foreach (var architecture in Architectures.All)
        {
            var input = architecture.InputShape;
            var network = new NetworkDefinition(input, architecture.Build(input).Layers);
            var expected = architecture.EndsInMaps ? TensorShape.Image(architecture.FeatureWidth, input[1] / 32, input[2] / 32) : new TensorShape(architecture.FeatureWidth);
            Assert.AreEqual(expected, network.OutputShape, architecture.Name);
            Assert.AreEqual(architecture.Name.StartsWith("vgg"), architecture.EndsInMaps, architecture.Name);
        }
    }

    [TestMethod]
    public void Build_AnyShape_BlocksAscendToAllLayersAndOnlyTheLastEndsThere()
    {
        foreach (var architecture in Architectures.All)
        {
            var backbone = architecture.Build(architecture.InputShape);
            Assert.AreEqual(backbone.Layers.Count, backbone.Blocks[^1], architecture.Name);
            Assert.IsTrue(backbone.Blocks.Zip(backbone.Blocks.Skip(1)).All(pair => pair.First < pair.Second), architecture.Name);
            Assert.IsTrue(backbone.Blocks[0] > 1, $"{architecture.Name}: the first block has more than the normalisation");
        }
    }

    [TestMethod]
    [DataRow("vgg16", 5)]
    [DataRow("resnet18", 1 + 8)]
    [DataRow("resnet50", 1 + 16)]
    [DataRow("mobilenet_v2", 1 + 17 + 1)]
    [DataRow("mobilenet_v3_large", 1 + 15 + 1)]
    [DataRow("efficientnet_b0", 1 + 16 + 1)]
    [DataRow("densenet121", 1 + 4)]
    [DataRow("convnext_tiny", 1 + 18)]
    [DataRow("vit_b_16", 1 + 12)]
    public void Build_Blocks_AreThoseOfThePaper(string name, int blocks) => Assert.HasCount(blocks, Architectures.Named(name).Build(TensorShape.Image(3, 64, 64)).Blocks);

    [TestMethod]
    public void Build_AsJson_ReadsBackEqual()
    {
        foreach (var architecture in Architectures.All)
        {
            var network = new NetworkDefinition(architecture.InputShape, architecture.Build(architecture.InputShape).Layers);
            Assert.AreEqual(network, NetworkDefinition.FromJson(network.ToJson()), architecture.Name);
        }
    }

    [TestMethod]
    public void Build_OneChannel_NormalisesByTheMeansAndHasOneChannelInTheFirstConvolution()
    {
        foreach (var architecture in Architectures.All)
        {
            var input = TensorShape.Image(1, 64, 64);
            var backbone = architecture.Build(input);
            var normalize = (NormalizeLayer)backbone.Layers[0];
            Assert.AreEqual(0.449f, normalize.Mean.Single(), 1e-6f);
            Assert.AreEqual(0.226f, normalize.StandardDeviation.Single(), 1e-6f);
            Assert.AreEqual("1.weight", backbone.FirstWeight, architecture.Name);
            var colour = architecture.Build(TensorShape.Image(3, 64, 64));
            CollectionAssert.AreEqual(colour.Names.ToArray(), backbone.Names.ToArray(), architecture.Name);
            var first = (Conv2DLayer)backbone.Layers[1];
            long difference = new NetworkDefinition(TensorShape.Image(3, 64, 64), colour.Layers).ParameterCount - new NetworkDefinition(input, backbone.Layers).ParameterCount;
            Assert.AreEqual(2L * first.Filters * first.KernelHeight * first.KernelWidth, difference, architecture.Name);
        }
    }

    [TestMethod]
    public void Build_SmallestImage_IsTaken()
    {
        foreach (var architecture in Architectures.All)
        {
            var input = TensorShape.Image(3, architecture.MinimumSize, architecture.MinimumSize);
            Assert.IsNotNull(new NetworkDefinition(input, architecture.Build(input).Layers), architecture.Name);
        }
    }

    [TestMethod]
    public void Build_ShapeItCannotTake_SaysWhatAndHowToMendIt()
    {
        AssertThrows<ArgumentException>(() => Architectures.Named("vgg16").Build(TensorShape.Image(3, 64, 31)),
            "vgg16 needs images of at least 32x32 pixels, got 64x31. Resize them; 224x224 is what its weights were made for.");
        AssertThrows<ArgumentException>(() => Architectures.Named("efficientnet_b3").Build(TensorShape.Image(4, 64, 64)),
            "efficientnet_b3 needs images (channels, height, width) with 3 channels, or 1, got 4x64x64.");
        AssertThrows<ArgumentException>(() => Architectures.Named("resnet18").Build(new TensorShape(3)), "resnet18 needs images (channels, height, width) with 3 channels, or 1, got 3.");
        AssertThrows<ArgumentException>(() => Architectures.Named("vit_b_16").Build(TensorShape.Image(3, 224, 200)),
            "vit_b_16 needs images whose height and width are multiples of 16 pixels, got 224x200. Resize them; 224x224 is what its weights were made for.");
        AssertThrows<ArgumentException>(() => Architectures.Named("densenet121").Build(TensorShape.Image(3, 28, 28)), "densenet121 needs images of at least 29x29 pixels, got 28x28.");
        AssertThrows<ArgumentException>(() => Architectures.Named("resnet19"), "There is no backbone \"resnet19\". Use one of vgg11, vgg11_bn,");
    }

    [TestMethod]
    public void StochasticDepth_OfDeepBackbones_RisesWithDepth()
    {
        foreach (var (name, last) in new[] { ("efficientnet_b0", 0.2 * 14 / 16), ("convnext_tiny", 0.1) })
        {
            double[] rates = [.. Architectures.Named(name).Build(TensorShape.Image(3, 64, 64)).Layers.OfType<ResidualLayer>()
                .Select(residual => residual.Body[^1]).OfType<StochasticDepthLayer>().Select(layer => layer.Rate)];
            Assert.AreEqual(last, rates[^1], 1e-12, name);
            Assert.IsTrue(rates.Zip(rates.Skip(1)).All(pair => pair.First < pair.Second), name);
        }
    }

    [TestMethod]
    public void Published_OfEachBackbone_NamesAFileWithItsHash()
    {
        foreach (var published in Architectures.All.Select(architecture => architecture.Published))
        {
            Assert.AreEqual($"https://download.pytorch.org/models/{published.FileName}", published.Address);
            Assert.EndsWith($"-{published.Sha256Prefix}.pth", published.FileName);
            Assert.AreEqual(8, published.Sha256Prefix.Length, published.FileName);
            Assert.IsTrue(published.Sha256Prefix.All(char.IsAsciiHexDigitLower), published.FileName);
        }
    }

    [TestMethod]
    public void Published_Size_IsThatOfTheParametersAndALittleMore()
    {
        foreach (var architecture in Architectures.All)
        {
            long values = BackboneGolden.Named(architecture.Name).Shapes.Values.Sum(shape => shape.Aggregate(1L, (product, axis) => product * axis));
            // The golden numbers of the transformer are for smaller images, with fewer positions.
            if (architecture.Name == "vit_b_16") values += (14 * 14 - 3 * 3) * 768;
            double megabytes = values * 4.0 / (1 << 20);
            Assert.IsTrue(architecture.Published.Megabytes > megabytes && architecture.Published.Megabytes < megabytes * 1.02 + 0.1,
                FormattableString.Invariant($"{architecture.Name}: {megabytes} of parameters, {architecture.Published.Megabytes} published"));
        }
    }

    [TestMethod]
    [DataRow("densenet121", "features.denseblock1.denselayer2.norm.1.running_mean", "features.denseblock1.denselayer2.norm1.running_mean")]
    [DataRow("densenet121", "features.denseblock4.denselayer16.conv.2.weight", "features.denseblock4.denselayer16.conv2.weight")]
    [DataRow("densenet121", "features.denseblock1.denselayer2.norm1.weight", "features.denseblock1.denselayer2.norm1.weight")]
    [DataRow("densenet121", "features.transition1.norm.weight", "features.transition1.norm.weight")]
    [DataRow("vit_b_16", "encoder.layers.encoder_layer_3.mlp.linear_2.bias", "encoder.layers.encoder_layer_3.mlp.3.bias")]
    [DataRow("vit_b_16", "encoder.layers.encoder_layer_3.mlp.0.bias", "encoder.layers.encoder_layer_3.mlp.0.bias")]
    [DataRow("vgg16", "features.0.weight", "features.0.weight")]
    public void Rename_NameInAPublishedFile_IsTorchvisionsOfToday(string backbone, string file, string today) => Assert.AreEqual(today, Architectures.Named(backbone).Rename(file));

    [TestMethod]
    public void Positions_OfTheTransformer_AreItsGridOfPatches()
    {
        Assert.AreEqual(new PositionGrid("4.weight", 6, 4), Architectures.Named("vit_b_16").Build(TensorShape.Image(3, 96, 64)).Positions);
        Assert.IsNull(Architectures.Named("resnet18").Build(TensorShape.Image(3, 96, 64)).Positions);
    }

    [TestMethod]
    public void Positions_FitToAnotherGrid_AsInTorchvision()
    {
        using var scope = NewDisposeScope();
        var embedding = tensor(BackboneGolden.Numbers("positions", 17 * 3)).reshape(1, 17, 3);
        foreach (int size in new[] { 7, 3 })
            AssertClose(BackboneGolden.Positions[size.ToString()], WeightReading.Interpolated(embedding, new PositionGrid("", size, size)).data<float>().ToArray(), 1e-5, $"{size}");
        CollectionAssert.AreEqual(new long[] { 1, 1 + 2 * 5, 3 }, WeightReading.Interpolated(embedding, new PositionGrid("", 2, 5)).shape);
    }
}
