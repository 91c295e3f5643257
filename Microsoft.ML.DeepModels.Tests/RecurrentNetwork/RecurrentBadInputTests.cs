using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Options = Microsoft.ML.DeepModels.RecurrentNetwork.RecurrentNetworkTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>What is wrong with sequences and settings of sequences is said in words that name the cause; the rest is that of every supervised family.</summary>
[TestClass]
public class RecurrentBadInputTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Fit_WithAnEmptySequence_NamesTheRow() =>
        Refused(rows => rows[3].Features = [], "row 3 (the first is 0), column 'Features': the sequence is empty, expected at least one step");

    [TestMethod]
    public void Fit_WithARaggedSequence_NamesTheRow() =>
        Refused(rows => rows[5].Features = [1, 2, 3], "row 5 (the first is 0), column 'Features': the sequence has 3 values, which is no whole number of steps of 2 features");

    [TestMethod]
    public void Fit_WithNaNInASequence_NamesStepAndFeature() =>
        Refused(rows => rows[2].Features[5] = float.NaN, "row 2 (the first is 0), column 'Features': value 5 (step 2, feature 1; the first is 0) is NaN");

    [TestMethod]
    public void Fit_WithBadSequencesToBeSkipped_LearnsFromTheOthers()
    {
        var rows = Sequences.Rows(40, 1);
        rows[3].Features = [];
        rows[4].Features = [1];
        var warnings = new List<string>();
        _context.Log += (_, e) => { if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) warnings.Add(e.Message); };
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(
            new Options { Layers = [Layer.Lstm(4)], FeaturesPerStep = 2, Epochs = 1, Seed = 1, BadRows = BadRowHandling.Skip }).Fit(Sequences.Keyed(_context, rows));
        Assert.Contains("2 rows were skipped because they cannot be read; the first: row 3", string.Join("\n", warnings));
    }

    [TestMethod]
    public void Fit_WithOnlyUnknownTokens_NamesTheRow()
    {
        var rows = Sequences.Rows(10, 1);
        rows[7].Words = ["unheard", "of"];
        rows[8].Words = ["unheard", "unseen"];
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => _context.MulticlassClassification.Trainers.RecurrentNetwork(
            new Options { Layers = [Layer.Lstm(4)], Epochs = 1 }).Fit(Sequences.Tokens(_context, rows)));
        Assert.Contains("row 8 (the first is 0), column 'Features': all 2 tokens of the sequence are missing", e.Message);
    }

    [TestMethod]
    public void Fit_OnVariableVectorsWithoutFeaturesPerStep_SaysWhatToGive()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => _context.MulticlassClassification.Trainers.RecurrentNetwork().Fit(Sequences.View(_context, 10, 1)));
        Assert.Contains("features per step", e.Message);
    }

    [TestMethod]
    public void Fit_OnFlatVectorsThatAreNoWholeSteps_SaysBothNumbers()
    {
        var options = new Options { FeaturesPerStep = 7 };
        var view = _context.Data.LoadFromEnumerable(new[] { new Flat { Features = new float[12] }, new Flat { Features = new float[12] } });
        var e = Assert.ThrowsExactly<ArgumentException>(() => _context.MulticlassClassification.Trainers.RecurrentNetwork(options).Fit(view));
        Assert.Contains("has 12 values a row, which is no whole number of steps of 7 features", e.Message);
    }

    [TestMethod]
    public void Fit_OnFlatVectorsWithoutFeaturesPerStep_SaysThatASequenceIsNeeded()
    {
        var view = _context.Data.LoadFromEnumerable(new[] { new Flat { Features = new float[12] }, new Flat { Features = new float[12] } });
        var e = Assert.ThrowsExactly<ArgumentException>(() => _context.MulticlassClassification.Trainers.RecurrentNetwork().Fit(view));
        Assert.Contains("Lstm(50) needs a sequence (timesteps, features), got 12", e.Message);
    }

    [TestMethod]
    public void Fit_FlatteningSequencesOfAnyLength_SaysWhatToDo()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => Trainer(Layer.Lstm(4, returnSequences: true)).Fit(Sequences.View(_context, 10, 1)));
        Assert.Contains("sequences of one fixed length, got ?x4 after Lstm(4)", e.Message);
    }

    [TestMethod]
    public void Transform_OfTokensOfAnotherVocabulary_SaysBothCounts()
    {
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(new Options { Layers = [Layer.Lstm(4)], Epochs = 1, Seed = 1 })
            .Fit(Sequences.Tokens(_context, Sequences.Rows(10, 1)));
        var other = _context.Transforms.Conversion.MapValueToKey("Features", "Words").Fit(Sequences.View(_context, 1, 1)).Transform(Sequences.View(_context, 1, 1));
        var e = Assert.Throws<ArgumentException>(() => model.Transform(other));
        Assert.Contains("but the model was trained on 6. Map training rows and new rows with the same fitted MapValueToKey", e.Message);
    }

    [TestMethod]
    public void Transform_OfTheSameWordsInAnotherOrder_Refuses()
    {
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(new Options { Layers = [Layer.Lstm(4)], Epochs = 1, Seed = 1 })
            .Fit(Sequences.Tokens(_context, Sequences.Rows(10, 1)));
        using var stream = new MemoryStream();
        _context.Model.Save(model, null, stream);
        stream.Position = 0;
        using var loaded = (IDisposable)_context.Model.Load(stream, out _);
        foreach (var transformer in new[] { model, (ITransformer)loaded })
        {
            var e = Assert.ThrowsExactly<ArgumentException>(() => transformer.Transform(OtherOrder()));
            Assert.Contains("but they are others, or in another order. Map training rows and new rows with the same fitted MapValueToKey", e.Message);
        }
    }

    [TestMethod]
    public void Fit_WithAVocabularyBelowTheColumns_Refuses()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => _context.MulticlassClassification.Trainers.RecurrentNetwork(
            new Options { Layers = [Layer.Concatenate([Layer.Embedding(4, 3)], [Layer.Embedding(4)]), Layer.Lstm(4)], Epochs = 1 }).Fit(Sequences.Tokens(_context, Sequences.Rows(10, 1))));
        Assert.Contains("has a vocabulary of 3, but there are 6 tokens", e.Message);
    }

    [TestMethod]
    public void Fit_OfAConvolutionalNetworkOnKeys_IsRefusedBySchema()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.MulticlassClassification.Trainers.ConvolutionalNetwork().Fit(Sequences.Tokens(_context, Sequences.Rows(10, 1))));
        Assert.Contains("Schema mismatch for feature column 'Features'", e.Message);
    }

    [TestMethod]
    public void Fit_WithAValidationSetOfOtherTokens_Refuses()
    {
        var rows = Sequences.Rows(10, 1);
        var e = Assert.ThrowsExactly<ArgumentException>(() => _context.MulticlassClassification.Trainers.RecurrentNetwork(
            new Options { Layers = [Layer.Lstm(4)], Epochs = 1 }).Fit(Sequences.Tokens(_context, rows), OtherOrder()));
        Assert.Contains("The feature column 'Features' has keys of 6 tokens, as many as the model was trained on, but they are others, or in another order", e.Message);
    }

    [TestMethod]
    public void Fit_ThatFailsAfterTraining_LeavesNoTensorBehind()
    {
        // The warning of skipped rows comes after training, and whoever listens to the log may throw.
        var rows = Sequences.Rows(20, 1);
        rows[3].Features = [];
        var context = new MLContext(seed: 1);
        context.Log += (_, e) => { if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) throw new NotSupportedException("no warnings"); };
        LeakTest.Run(() => Assert.Throws<Exception>(() => context.MulticlassClassification.Trainers.RecurrentNetwork(
            new Options { Layers = [Layer.Lstm(4)], FeaturesPerStep = 2, Epochs = 1, BadRows = BadRowHandling.Skip }).Fit(Sequences.Keyed(context, rows))));
    }

    [TestMethod]
    public void Constructor_WithFeaturesPerStepBelowOne_SaysTheRange()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Trainers.RecurrentNetwork(new Options { FeaturesPerStep = 0 }));
        Assert.Contains("FeaturesPerStep must be 1 or above, got 0", e.Message);
    }

    [TestMethod]
    public void Constructor_WithNothingAsALayer_NamesIt()
    {
        var e = Assert.ThrowsExactly<ArgumentNullException>(() => _context.Regression.Trainers.RecurrentNetwork(new Options { Layers = [Layer.Lstm(4), null!] }));
        Assert.Contains("Layers[1] must not be null", e.Message);
    }

    [TestMethod]
    public void Fit_OnAShapeOfSequences_NeedsNoFeaturesPerStep()
    {
        var options = new Options { Layers = [Layer.Lstm(4)], InputShape = TensorShape.Sequence(2), Epochs = 1, Seed = 1 };
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(options).Fit(Sequences.View(_context, 10, 1));
        Assert.AreEqual("?x2 -> Lstm(4) -> Dense(2)", model.Network.ToString());
    }

    /// <summary>The words of <see cref="Sequences"/>, mapped to other keys.</summary>
    private IDataView OtherOrder()
    {
        var view = Sequences.View(_context, 10, 1);
        return _context.Transforms.Conversion.MapValueToKey("Features", "Words", keyData: _context.Data.LoadFromEnumerable(
            new[] { "to", "of", "a", "the", "fall", "rise" }.Select(word => new Shapes.KeyValue { Value = word }))).Fit(view).Transform(view);
    }

    private void Refused(Action<List<SequenceRow>> spoil, string message)
    {
        var rows = Sequences.Rows(10, 1);
        spoil(rows);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Trainer(Layer.Lstm(4)).Fit(Sequences.Keyed(_context, rows)));
        Assert.Contains(message, e.Message);
    }

    private IEstimator<ITransformer> Trainer(params Layer[] layers) =>
        _context.MulticlassClassification.Trainers.RecurrentNetwork(new Options { Layers = layers, FeaturesPerStep = 2, Epochs = 1, Seed = 1 });

    private sealed class Flat
    {
        [KeyType(2)]
        public uint Label { get; set; }

        [VectorType(12)]
        public float[] Features { get; set; } = [];
    }
}
