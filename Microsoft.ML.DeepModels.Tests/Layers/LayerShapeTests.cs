using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed class LayerShapeTests : LayerTestBase
{
    private static readonly TensorShape Image = TensorShape.Image(3, 64, 64);

    private static readonly (Layer Layer, TensorShape Input, string Output)[] Shapes =
    [
        (Layer.Conv2D(32, 3), Image, "32x62x62"),
        (Layer.Conv2D(32, (1, 5)), Image, "32x64x60"),
        (Layer.Conv2D(8, 3, stride: 2), Image, "8x31x31"),
        (Layer.Conv2D(8, 3, stride: 2, padding: Padding.Same), Image, "8x32x32"),
        (Layer.Conv2D(8, 3, dilation: 3), Image, "8x58x58"),
        (Layer.Conv2D(6, 3, groups: 3), Image, "6x62x62"),
        (Layer.ConvTranspose2D(64, 3, stride: 2, padding: 1, outputPadding: 1), TensorShape.Image(128, 7, 7), "64x14x14"),
        (Layer.ConvTranspose2D(2, 4, stride: 2, padding: 1), TensorShape.Image(8, 7, 5), "2x14x10"),
        (Layer.ConvTranspose2D(2, 3), TensorShape.Image(8, 7, 5), "2x9x7"),
        (Layer.ConvTranspose2D(2, 5, padding: 4), TensorShape.Image(8, 5, 9), "2x1x5"),
        (Layer.SpectralNorm(Layer.Conv2D(8, 3, stride: 2)), Image, "8x31x31"),
        (Layer.LeakyRelu(0.2), Image, "3x64x64"),
        (Layer.MaxPool2D(2), TensorShape.Image(32, 31, 30), "32x15x15"),
        (Layer.MaxPool2D(3, 2, Padding.Same), TensorShape.Image(32, 31, 30), "32x16x15"),
        (Layer.AveragePool2D(3, 1), Image, "3x62x62"),
        (Layer.GlobalAveragePool2D(), Image, "3"),
        (Layer.GlobalMaxPool2D(), Image, "3"),
        (Layer.Flatten(), TensorShape.Image(32, 31, 31), "30752"),
        (Layer.Dense(64), new TensorShape(30752), "64"),
        (Layer.Dense(64), new TensorShape(7, 5), "7x64"),
        (Layer.Reshape(128, 7, 7), new TensorShape(6272), "128x7x7"),
        (Layer.Upsample2D(2), TensorShape.Image(8, 7, 5), "8x14x10"),
        (Layer.Rescaling(2, -1), TensorShape.Image(8, 7, 5), "8x7x5"),
        (Layer.BatchNorm(), Image, "3x64x64"),
        (Layer.LayerNorm(), new TensorShape(5), "5"),
        (Layer.Dropout(0.5), Image, "3x64x64"),
        (Layer.Activation(Activation.Tanh), Image, "3x64x64"),
        (Layer.Residual(Layer.Conv2D(8, 3, padding: Padding.Same, stride: 2)), Image, "8x32x32"),
        (Layer.Conv2D(8, 7, stride: 2, padding: Padding.Symmetric), TensorShape.Image(3, 63, 64), "8x32x32"),
        (Layer.Conv2D(8, 3, padding: Padding.Symmetric, dilation: 3), Image, "8x64x64"),
        (Layer.Conv2D(8, 4, padding: Padding.Symmetric), Image, "8x63x63"),
        (Layer.MaxPool2D(3, 2, Padding.Symmetric), TensorShape.Image(8, 1, 64), "8x1x32"),
        (Layer.Normalize([0, 1, 2], [1, 2, 3]), Image, "3x64x64"),
        (Layer.SqueezeExcitation(2), Image, "3x64x64"),
        (Layer.StochasticDepth(0.5), Image, "3x64x64"),
        (Layer.ChannelScale(), new TensorShape(5), "5"),
        (Layer.Concatenate([], [Layer.Conv2D(8, 1)]), Image, "11x64x64"),
    ];

    [TestMethod]
    public void OutputShape_OfEachLayer_IsKnownBeforeAnyTensor()
    {
        foreach (var (layer, input, output) in Shapes) Assert.AreEqual(output, layer.OutputShape(input).ToString(), layer.ToString());
    }

    [TestMethod]
    public void NetworkDefinition_ImageTooSmall_SaysWhichLayerAndAfterWhat() => AssertThrows<ArgumentException>(
        () => Network(TensorShape.Image(3, 5, 5), Layer.MaxPool2D(2), Layer.Conv2D(32, 3)),
        "Conv2D(32, 3x3) needs at least 3x3, got 2x2 after MaxPool2D(2). Use larger images, fewer pooling layers");

    [TestMethod]
    public void NetworkDefinition_FirstLayerCannotTakeInput_SaysInput() => AssertThrows<ArgumentException>(
        () => Network(TensorShape.Image(3, 1, 8), Layer.MaxPool2D(2)),
        "MaxPool2D(2) needs at least 2x2, got 1x8 as the input of the network.");

    [TestMethod]
    public void Dense_AfterImage_SaysFlatten() => AssertThrows<ArgumentException>(
        () => Network(Image, Layer.Conv2D(4, 3), Layer.Dense(2)),
        "Dense(2) needs a vector (features) or a sequence (timesteps, features), got 4x62x62 after Conv2D(4, 3x3). Put Layer.Flatten()");

    [TestMethod]
    public void Conv2D_AfterFlatten_SaysImage() => AssertThrows<ArgumentException>(
        () => Network(Image, Layer.Flatten(), Layer.Conv2D(4, 3)),
        "Conv2D(4, 3x3) needs an image (channels, height, width), got 12288 after Flatten().");

    [TestMethod]
    public void Conv2D_GroupsDoNotDivideChannels_SaysBoth() => AssertThrows<ArgumentException>(
        () => Layer.Conv2D(4, 3, groups: 2).OutputShape(Image),
        "Conv2D(4, 3x3) needs a number of channels that its 2 groups divide without remainder, got 3 channels.");

    [TestMethod]
    public void ConvTranspose2D_NothingLeft_SaysWhatItWouldBecome() => AssertThrows<ArgumentException>(
        () => Network(TensorShape.Image(8, 5, 4), Layer.ConvTranspose2D(2, 3, padding: 3)),
        "ConvTranspose2D(2, 3x3) needs a larger image, or less padding than 3 at each edge, got 5x4, which would become 1x0 as the input of the network. Use a smaller padding.");

    [TestMethod]
    public void ConvTranspose2D_ResultTooLarge_SaysLimit() => AssertThrows<ArgumentException>(
        () => Network(TensorShape.Image(8, 500, 500), Layer.ConvTranspose2D(2, 3), Layer.ConvTranspose2D(int.MaxValue, int.MaxValue, stride: int.MaxValue)),
        "needs an image that has at most 2147483647 values afterwards, got 2x502x502 after ConvTranspose2D(2, 3x3). Use fewer filters or a smaller stride.");

    [TestMethod]
    public void ConvTranspose2D_AfterFlatten_SaysImage() => AssertThrows<ArgumentException>(
        () => Network(Image, Layer.Flatten(), Layer.ConvTranspose2D(4, 3)),
        "ConvTranspose2D(4, 3x3) needs an image (channels, height, width), got 12288 after Flatten().");

    [TestMethod]
    public void SpectralNorm_InnerCannotTakeInput_NamesInner() => AssertThrows<ArgumentException>(
        () => Network(Image, Layer.SpectralNorm(Layer.Dense(2))),
        "Dense(2) needs a vector (features) or a sequence (timesteps, features), got 3x64x64 as the input of the network.");

    [TestMethod]
    public void Reshape_OtherCount_SaysBoth() => AssertThrows<ArgumentException>(
        () => Network(new TensorShape(10), Layer.Reshape(3, 4)), "Reshape(3x4) needs 12 values, got 10 (10) as the input of the network.");

    [TestMethod]
    public void Residual_ShapesCannotMeet_SaysBoth() => AssertThrows<ArgumentException>(
        () => Network(Image, Layer.Residual(Layer.Conv2D(4, 3), Layer.Conv2D(4, (1, 9)))),
        "Residual(2 layers) needs a result whose shape a strided 1x1 convolution or a dense layer can make of its input, got 4x62x54 from 3x64x64");

    [TestMethod]
    public void Residual_BodyFails_NamesTheInnerLayer() => AssertThrows<ArgumentException>(
        () => Network(Image, Layer.Residual(Layer.Flatten(), Layer.MaxPool2D(2))),
        "MaxPool2D(2) needs an image (channels, height, width), got 12288 after Flatten().");

    [TestMethod]
    public void Conv2D_SymmetricPaddingTooSmallForEvenWindow_SaysWhatItNeeds() => AssertThrows<ArgumentException>(
        () => Network(TensorShape.Image(3, 1, 8), Layer.Conv2D(4, 4, padding: Padding.Symmetric)),
        "Conv2D(4, 4x4) needs at least 2x2, got 1x8 as the input of the network.");

    [TestMethod]
    public void Normalize_OtherChannels_SaysBoth()
    {
        AssertThrows<ArgumentException>(() => Network(Image, Layer.Normalize([0.5f], [0.5f])),
            "Normalize(1 channel) needs an image of as many channels as it has means, 1, got 3 (3x64x64) as the input of the network. Give one mean and one deviation for each channel.");
        AssertThrows<ArgumentException>(() => Network(new TensorShape(3), Layer.Normalize([0, 1], [1, 1])),
            "Normalize(2 channels) needs an image (channels, height, width), got 3 as the input of the network.");
    }

    [TestMethod]
    public void SqueezeExcitation_AfterFlatten_SaysImage() => AssertThrows<ArgumentException>(
        () => Network(Image, Layer.Flatten(), Layer.SqueezeExcitation(4)),
        "SqueezeExcitation(4) needs an image (channels, height, width), got 12288 after Flatten().");

    [TestMethod]
    public void Concatenate_ImagesOfOtherSizes_SaysBoth() => AssertThrows<ArgumentException>(
        () => Network(Image, Layer.Concatenate([], [Layer.MaxPool2D(2)])),
        "or images of one height and width, got 3x64x64 and 3x32x32 as the input of the network. Bring the steps together in all branches or in none, and end all with images or none.");

    [TestMethod]
    public void Factories_IllegalValue_NameParameterValueAndRange()
    {
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Conv2D(0, 3), "filters must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Conv2D(1, -3), "kernelSize must be at least 1, got -3.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Conv2D(1, (3, 0)), "kernelWidth must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Conv2D(1, 3, stride: 0), "stride must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Conv2D(1, 3, dilation: 0), "dilation must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Conv2D(3, 3, groups: 2), "groups must divide the 3 filters without remainder, got 2.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Conv2D(1, 3, (Activation)99), "activation must be one of Linear, Relu,");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.ConvTranspose2D(0, 3), "filters must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.ConvTranspose2D(1, 0), "kernelSize must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.ConvTranspose2D(1, 3, stride: 0), "stride must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.ConvTranspose2D(1, 3, padding: -1), "padding must be at least 0, got -1.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.ConvTranspose2D(1, 3, outputPadding: -1), "outputPadding must be at least 0, got -1.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.ConvTranspose2D(1, 3, stride: 2, outputPadding: 2), "outputPadding must be below the stride 2, got 2.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.ConvTranspose2D(1, 3, (Activation)99), "activation must be one of Linear, Relu,");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.LeakyRelu(0), "slope must be above 0 and below 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.LeakyRelu(double.NaN), "slope must be above 0 and below 1, got NaN.");
        AssertThrows<ArgumentException>(() => Layer.SpectralNorm(Layer.Flatten()), "inner must be a Dense, Conv2D or ConvTranspose2D layer, got Flatten().");
        AssertThrows<ArgumentException>(() => Layer.SpectralNorm(Layer.Dense(2, zeroWeights: true)), "inner must not begin with weights of 0");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.SpectralNorm(Layer.Dense(2), 0), "powerIterations must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.MaxPool2D(0), "size must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.AveragePool2D(2, 0), "stride must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.AveragePool2D(2, 1, (Padding)7), "padding must be one of Valid, Same, Causal, Symmetric, got 7.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.MaxPool2D(2, 1, Padding.Causal), "padding must be Valid, Same or Symmetric, got Causal, which is for sequences: images have no past.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Conv2D(2, 1, padding: Padding.Causal), "padding must be Valid, Same or Symmetric, got Causal");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Dense(-1), "units must be at least 1, got -1.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Dropout(1), "rate must be at least 0 and below 1, got 1.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Dropout(double.NaN), "rate must be at least 0 and below 1, got NaN.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.BatchNorm(0), "momentum must be above 0 and at most 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.LayerNorm(0), "epsilon must be above 0 and finite, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Upsample2D(0), "factor must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Rescaling(double.NaN), "scale must be a finite number, got NaN.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Reshape(1, 2, 3, 4), "shape must have one to three axes");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.StochasticDepth(1), "rate must be at least 0 and below 1, got 1.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.ChannelScale(double.NaN), "initial must be a finite number, got NaN.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.SqueezeExcitation(0), "units must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.SqueezeExcitation(1, gate: (Activation)99), "gate must be one of Linear, Relu,");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.SelfAttention(0), "heads must be at least 1, got 0.");
        AssertThrows<ArgumentException>(() => Layer.Normalize([], []), "mean needs a number for each channel, got none.");
        AssertThrows<ArgumentException>(() => Layer.Normalize([0, 1], [1]), "standardDeviation must have as many numbers as mean, 2, got 1.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Normalize([0, float.NaN], [1, 1]), "mean[1] must be finite, got NaN.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Normalize([0, 1], [1, 0]), "standardDeviation[1] must be above 0 and finite, got 0.");
        AssertThrows<ArgumentException>(() => Layer.Residual(), "body needs at least one layer, got none.");
        AssertThrows<ArgumentException>(() => Network(Image, Layer.Flatten(), null!), "layers[1] is null; every entry must be a layer.");
    }
}
