using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Padding = Microsoft.ML.DeepModels.Layers.Padding;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed class SequenceShapeTests : LayerTestBase
{
    private static readonly TensorShape Variable = TensorShape.Sequence(4), Fixed = new(10, 4), Tokens = new(TensorShape.Variable);

    private static readonly (Layer Layer, TensorShape Input, string Output)[] Shapes =
    [
        (Layer.Embedding(8, 100), Tokens, "?x8"),
        (Layer.Steps(3, 7), Fixed, "7x4"),
        (Layer.Features(1, 3), Fixed, "10x3"),
        (Layer.Features(1, 3), Variable, "?x3"),
        (Layer.Features(1, 3), new TensorShape(4), "3"),
        (Layer.GlobalAveragePool1D(), Variable, "4"),
        (Layer.GlobalMaxPool1D(), Fixed, "4"),
        (Layer.LastStep(), Variable, "4"),
        (Layer.Conv1D(6, 3), Fixed, "8x6"),
        (Layer.Conv1D(6, 3), Variable, "?x6"),
        (Layer.Conv1D(6, 3, stride: 3, dilation: 2), Fixed, "2x6"),
        (Layer.Conv1D(6, 4, stride: 3, padding: Padding.Same, groups: 2), Fixed, "4x6"),
        (Layer.Conv1D(6, 11, padding: Padding.Causal), Fixed, "10x6"),
        (Layer.MaxPool1D(3), Fixed, "3x4"),
        (Layer.AveragePool1D(3, 1), Fixed, "8x4"),
        (Layer.AveragePool1D(3, padding: Padding.Same), Fixed, "4x4"),
        (Layer.AttentionPool1D(3), Variable, "4"),
        (Layer.Concatenate([Layer.Dense(3)], []), Variable, "?x7"),
        (Layer.Concatenate([Layer.LastStep()], [Layer.GlobalMaxPool1D(), Layer.Dense(2)]), Fixed, "6"),
        (Layer.Concatenate([Layer.Embedding(8, 5)], [Layer.Embedding(3, 5)]), Tokens, "?x11"),
        (Layer.Sum([Layer.Dense(4)], [], [Layer.Dense(4)]), Fixed, "10x4"),
        (Layer.ClassToken(), Fixed, "11x4"),
        (Layer.PositionEmbedding(), Fixed, "10x4"),
        (Layer.SelfAttention(2), Fixed, "10x4"),
        (Layer.SelfAttention(4), Variable, "?x4"),
        (Layer.FirstStep(), Variable, "4"),
        (Layer.ChannelScale(0.1), Variable, "?x4"),
        (Layer.StochasticDepth(0.1), Fixed, "10x4"),
    ];

    [TestMethod]
    public void OutputShape_OfEachSequenceLayer_IsKnownBeforeAnyTensor()
    {
        foreach (var (layer, input, output) in Shapes) Assert.AreEqual(output, layer.OutputShape(input).ToString(), layer.ToString());
    }

    [TestMethod]
    public void Embedding_WithoutVocabulary_SaysWhoGivesIt() => AssertThrows<ArgumentException>(
        () => Layer.Embedding(8).OutputShape(Tokens),
        "Embedding(8) needs a vocabulary, got none. Give the number of tokens, or let a trainer take it from the key type of its column.");

    [TestMethod]
    public void WithVocabulary_LeftOpen_IsFilledInWhereverItIs()
    {
        var layer = Layer.Residual(Layer.Concatenate([Layer.Embedding(8)], [Layer.Sum([Layer.Embedding(2, 12)], [Layer.Embedding(2)])])).WithVocabulary(9);
        Assert.AreEqual(Layer.Residual(Layer.Concatenate([Layer.Embedding(8, 9)], [Layer.Sum([Layer.Embedding(2, 12)], [Layer.Embedding(2, 9)])])), layer);
    }

    [TestMethod]
    public void Embedding_OfFeatures_SaysTokens() => AssertThrows<ArgumentException>(
        () => Network(Variable, Layer.Embedding(8, 5)),
        "Embedding(8) needs tokens, a vector of keys, got ?x4 as the input of the network. Use it as the first layer over a column of type");

    [TestMethod]
    public void OtherLayers_OfTokens_SayEmbedding()
    {
        foreach (var layer in new[] { Layer.Dropout(0.1), Layer.BatchNorm(), Layer.LayerNorm(), Layer.Activation(Activation.Relu), Layer.Rescaling(2), Layer.Dense(3) })
            AssertThrows<ArgumentException>(() => Network(Tokens, layer), $"{layer} needs features, got tokens as the input of the network. Put Layer.Embedding before it.");
        AssertThrows<ArgumentException>(() => Network(Tokens, Layer.LastStep()),
            "LastStep() needs a sequence (timesteps, features), got ? as the input of the network. Put Layer.Embedding before it, which makes features of tokens.");
        AssertThrows<ArgumentException>(() => Network(Tokens, Layer.Features(0, 1)), "Features(0, 1) needs a vector (features) or a sequence");
        AssertThrows<ArgumentException>(() => Network(Tokens, Layer.Sum([], [])), "Sum(2 branches) needs branches that give the same shape, not tokens, got ? and ?");
        AssertThrows<ArgumentException>(() => Network(Tokens, Layer.Concatenate([], [])), "Concatenate(2 branches) needs branches that give (features)");
    }

    [TestMethod]
    public void Steps_OfVariableLengthOrTooFew_SaysWhy()
    {
        AssertThrows<ArgumentException>(() => Network(Variable, Layer.Steps(0, 2)), "Steps(0, 2) needs sequences of one fixed length, got ?x4");
        AssertThrows<ArgumentException>(() => Network(Fixed, Layer.Steps(4, 7)), "Steps(4, 7) needs at least 11 timesteps, got 10 (10x4)");
        AssertThrows<ArgumentException>(() => Network(Fixed, Layer.Steps(int.MaxValue, 7)), "needs at least 2147483654 timesteps");
    }

    [TestMethod]
    public void ClassTokenAndPositionEmbedding_OfVariableLengthOrNoSequence_SayWhy()
    {
        foreach (var layer in new[] { Layer.ClassToken(), Layer.PositionEmbedding() })
        {
            AssertThrows<ArgumentException>(() => Network(Variable, layer), $"{layer} needs sequences of one fixed length, got ?x4 as the input of the network.");
            AssertThrows<ArgumentException>(() => Network(TensorShape.Image(3, 8, 8), layer), $"{layer} needs a sequence (timesteps, features), got 3x8x8 as the input of the network.");
        }
        AssertThrows<ArgumentException>(() => Network(new TensorShape(int.MaxValue, 1), Layer.ClassToken()), "ClassToken() needs a result of at most 2147483647 values, got 2147483647x1");
    }

    [TestMethod]
    public void SelfAttention_HeadsDoNotDivideFeatures_SaysBoth() => AssertThrows<ArgumentException>(
        () => Network(Fixed, Layer.SelfAttention(3)),
        "SelfAttention(3 heads) needs a number of features that its 3 heads divide without remainder, got 4 (10x4) as the input of the network. Change heads");

    [TestMethod]
    public void SymmetricPadding_OfSequences_SaysSame()
    {
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Conv1D(2, 3, padding: Padding.Symmetric),
            "padding must be Valid, Same or Causal, got Symmetric, which is for images. Use Same: over a sequence its windows are centred, too.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.MaxPool1D(2, padding: Padding.Symmetric), "padding must be Valid, Same or Causal, got Symmetric");
    }

    [TestMethod]
    public void Features_TooFewOrImage_SaysWhy()
    {
        AssertThrows<ArgumentException>(() => Network(Fixed, Layer.Features(2, 3)), "Features(2, 3) needs at least 5 features, got 4 (10x4)");
        AssertThrows<ArgumentException>(() => Network(TensorShape.Image(3, 8, 8), Layer.Features(2, 3)), "needs a vector (features) or a sequence (timesteps, features), got 3x8x8");
    }

    [TestMethod]
    public void Branches_ThatDoNotFit_SaysShapes()
    {
        AssertThrows<ArgumentException>(() => Network(Fixed, Layer.Concatenate([Layer.LastStep()], [Layer.Dense(2)])),
            "Concatenate(2 branches) needs branches that give (features), or (timesteps, features) with equally many timesteps, or images of one height and width, got 4 and 10x2 as the input");
        AssertThrows<ArgumentException>(() => Network(Fixed, Layer.Concatenate([Layer.Steps(0, 3)], [])), "got 3x4 and 10x4");
        AssertThrows<ArgumentException>(() => Network(Fixed, Layer.Sum([Layer.Dense(3)], [])), "Sum(2 branches) needs branches that give the same shape, not tokens, got 10x3 and 10x4");
        AssertThrows<ArgumentException>(() => Network(Fixed, Layer.Sum([Layer.Flatten(), Layer.LastStep()], [])),
            "LastStep() needs a sequence (timesteps, features), got 40 after Flatten(). Make a sequence");
    }

    [TestMethod]
    public void Branches_OfVariableLengthWhoseStepsDiffer_SaysForWhichLength()
    {
        AssertThrows<ArgumentException>(() => Network(Variable, Layer.Concatenate([Layer.Conv1D(3, 3)], [Layer.Dense(2)])),
            "Concatenate(2 branches) needs branches whose results have equally many timesteps, got 1 and 2 of 2, with ?x4 as the input of the network.");
        AssertThrows<ArgumentException>(() => Network(Variable, Layer.Residual(Layer.MaxPool1D(2))),
            "Residual(1 layer) needs layers that keep the number of timesteps, got 1 of 2, with ?x4 as the input of the network.");
        Assert.AreEqual("?x7", Layer.Concatenate([Layer.MaxPool1D(2, padding: Padding.Same), Layer.MaxPool1D(2, padding: Padding.Same)],
            [Layer.Conv1D(3, 3, stride: 4, padding: Padding.Causal)]).OutputShape(Variable).ToString());
    }

    [TestMethod]
    public void Windows_OverTooFewSteps_SayHowMany()
    {
        AssertThrows<ArgumentException>(() => Network(Fixed, Layer.MaxPool1D(3), Layer.Conv1D(2, 2, dilation: 4)),
            "Conv1D(2, 2) needs at least 5 timesteps, got 3 (3x4) after MaxPool1D(3). Use longer sequences, a smaller window");
        AssertThrows<ArgumentException>(() => Network(Fixed, Layer.AveragePool1D(11)), "AveragePool1D(11) needs at least 11 timesteps, got 10 (10x4)");
        AssertThrows<ArgumentException>(() => Network(Fixed, Layer.Conv1D(6, 1, groups: 3)),
            "Conv1D(6, 1) needs a number of features that its 3 groups divide without remainder, got 4 features");
        AssertThrows<ArgumentException>(() => Network(new TensorShape(5), Layer.Conv1D(6, 1)), "Conv1D(6, 1) needs a sequence (timesteps, features), got 5");
    }

    [TestMethod]
    public void Factories_IllegalValue_NameParameterValueAndRange()
    {
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Embedding(0), "dimensions must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Embedding(1, 0), "vocabulary must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Steps(-1, 2), "start must be at least 0, got -1.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Steps(0, 0), "count must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Conv1D(0, 2), "filters must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Conv1D(2, 0), "kernelSize must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Conv1D(3, 1, groups: 2), "groups must divide the 3 filters without remainder, got 2.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.MaxPool1D(1, 0), "stride must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.AveragePool1D(0), "size must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.AttentionPool1D(0), "units must be at least 1, got 0.");
        AssertThrows<ArgumentOutOfRangeException>(() => Layer.Features(-2, 2), "start must be at least 0, got -2.");
        AssertThrows<ArgumentException>(() => Layer.Sum([Layer.LastStep()]), "branches needs at least two lists of layers, got 1.");
        AssertThrows<ArgumentException>(() => Layer.Concatenate([Layer.LastStep(), null!], []), "branches[0][1] is null; every entry must be a layer.");
    }

    [TestMethod]
    public void Json_OfEverySequenceLayer_ReadsBackEqual()
    {
        foreach (var network in new[]
                 {
                     Network(Tokens, Layer.Embedding(8, 5), Layer.Features(1, 3), Layer.Concatenate([Layer.GlobalAveragePool1D()], [Layer.GlobalMaxPool1D()], [Layer.LastStep()])),
                     Network(Variable, Layer.Conv1D(8, 3, Activation.Relu, 2, Padding.Causal, 2, 3, false), Layer.MaxPool1D(2, 1, Padding.Same), Layer.AveragePool1D(3), Layer.AttentionPool1D(5)),
                     Network(Fixed, Layer.Steps(1, 3), Layer.Sum([Layer.Dense(4), Layer.Dropout(0.1)], []), Layer.Flatten()),
                     Network(Fixed, Layer.ClassToken(), Layer.PositionEmbedding(), Layer.Residual(Layer.SelfAttention(2), Layer.ChannelScale(0.5), Layer.StochasticDepth(0.25)), Layer.FirstStep()),
                 })
        {
            var read = NetworkDefinition.FromJson(network.ToJson());
            Assert.AreEqual(network, read);
            Assert.AreEqual(network.GetHashCode(), read.GetHashCode());
            Assert.AreEqual(network.ToJson(), read.ToJson());
        }
        Assert.AreNotEqual(Layer.Sum([Layer.Dense(4)], []), Layer.Sum([], [Layer.Dense(4)]));
        Assert.AreNotEqual(Layer.Sum([], []), Layer.Concatenate([], []));
    }
}
