using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.RecurrentNetwork;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;

namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

[TestClass]
public class RecurrentNetworkTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Classifier_InAPipeline_LearnsTheOrderOfEvents()
    {
        var rows = Sequences.View(_context, 400, 1);
        var pipeline = _context.MulticlassClassification.Trainers.RecurrentNetwork(SmallRecurrentNetwork.Options(12))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel"));
        using var model = pipeline.Fit(rows);
        var scored = model.Transform(Sequences.View(_context, 200, 2));
        Assert.IsGreaterThan(0.95, _context.MulticlassClassification.Evaluate(scored).MicroAccuracy);
        int right = scored.GetColumn<string>("Name").Zip(Sequences.Rows(200, 2)).Count(pair => pair.First == pair.Second.Label);
        Assert.IsGreaterThan(190, right);
    }

    [TestMethod]
    public void Classifier_ReferenceNetwork_IsWhatTheDefaultsMake()
    {
        var rows = Enumerable.Range(0, 6).Select(i => new Picture { Label = (uint)(i % 3), Features = new float[28 * 28] });
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork().Fit(_context.Data.LoadFromEnumerable(rows));
        // LSTM: 4 gates of 50 units over 28 features and 50 states, and two biases as PyTorch has them; output 3 * (50 + 1).
        Assert.AreEqual(4 * 50 * (28 + 50 + 2) + 3 * 51, model.Network.ParameterCount);
        Assert.HasCount(10, model.History!.Epochs);
    }

    [TestMethod]
    public void Regression_OnSequences_LearnsTheDistance()
    {
        var rows = Sequences.View(_context, 600, 1);
        using var model = _context.Regression.Trainers.RecurrentNetwork(SmallRecurrentNetwork.NumberOptions(25)).Fit(rows);
        var metrics = _context.Regression.Evaluate(model.Transform(Sequences.View(_context, 200, 2)), labelColumnName: "Number");
        Assert.IsGreaterThan(0.8, metrics.RSquared);
    }

    [TestMethod]
    [DataRow(1L << 30)]
    [DataRow(0L)]
    public void Regression_OnLabelsFarFromZero_IsTheSameWithAndWithoutMemory(long cacheBytes)
    {
        var rows = Sequences.Rows(300, 1);
        foreach (var row in rows) row.Number = 1e6f + 1e3f * row.Number;
        var options = new RecurrentNetworkTrainer.Options
        {
            Layers = [Layer.Gru(16)], FeaturesPerStep = 2, Epochs = 25, BatchSize = 16, LearningRate = 1e-2, Seed = 1, LabelColumnName = "Number", CacheBytes = cacheBytes
        };
        using var model = _context.Regression.Trainers.RecurrentNetwork(options).Fit(Sequences.Keyed(_context, rows));
        Assert.IsGreaterThan(0.7, _context.Regression.Evaluate(model.Transform(Sequences.Keyed(_context, rows)), labelColumnName: "Number").RSquared);
    }

    [TestMethod]
    public void Regression_WithARowOfNoWeight_IsAsWithoutIt()
    {
        var rows = Shapes.Rows(60, 1);
        var options = new RecurrentNetworkTrainer.Options
        {
            Layers = [Layer.Gru(8)], InputShape = new TensorShape(Shapes.Size, Shapes.Size), Epochs = 10, BatchSize = 16, LearningRate = 1e-2, Seed = 1,
            LabelColumnName = "Number", ExampleWeightColumnName = "Weight"
        };
        rows.Add(new ShapeRow { Features = new float[Shapes.Size * Shapes.Size], Label = "square", Number = 1e9f, Weight = 0 });
        var view = _context.Data.LoadFromEnumerable(rows);
        using var model = _context.Regression.Trainers.RecurrentNetwork(options).Fit(view);
        var metrics = _context.Regression.Evaluate(model.Transform(_context.Data.TakeRows(view, 60)), labelColumnName: "Number");
        Assert.IsLessThan(1.0, metrics.MeanAbsoluteError);
    }

    [TestMethod]
    public void Fit_WhereGradientsAreSwitchedOff_LearnsAllTheSame()
    {
        using var noGrad = TorchSharp.torch.no_grad();
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(SmallRecurrentNetwork.Options(3)).Fit(Sequences.View(_context, 64, 1));
        Assert.IsLessThan(model.History!.Epochs[0].TrainingLoss, model.History.Epochs[^1].TrainingLoss);
    }

    [TestMethod]
    public void Classifier_OnTokens_LearnsTheOrderOfWords()
    {
        var options = new RecurrentNetworkTrainer.Options { Layers = [Layer.Embedding(8), Layer.Lstm(16)], Epochs = 12, BatchSize = 16, LearningRate = 1e-2, Seed = 1 };
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(options).Fit(Sequences.Tokens(_context, Sequences.Rows(400, 1)));
        Assert.AreEqual(6, ((EmbeddingLayer)model.Network.Layers[0]).Vocabulary);
        var metrics = _context.MulticlassClassification.Evaluate(model.Transform(Sequences.Tokens(_context, Sequences.Rows(200, 2))));
        Assert.IsGreaterThan(0.95, metrics.MicroAccuracy);
    }

    [TestMethod]
    public void Classifier_OnTokensWithoutAnEmbedding_GetsOne()
    {
        var options = new RecurrentNetworkTrainer.Options { Layers = [Layer.Gru(4)], Epochs = 1, Seed = 1 };
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(options).Fit(Sequences.Tokens(_context, Sequences.Rows(20, 1)));
        Assert.AreEqual("? -> Embedding(64) -> Gru(4) -> Dense(2)", model.Network.ToString());
    }

    [TestMethod]
    public void Score_WithPaddingTokensAnywhere_IsTheSame()
    {
        var rows = Sequences.Rows(40, 3);
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(
            new RecurrentNetworkTrainer.Options { Layers = [Layer.Embedding(4), Layer.Lstm(6)], Epochs = 1, Seed = 1 }).Fit(Sequences.Tokens(_context, rows));
        var plain = Scores.Of(model.Transform(Sequences.Tokens(_context, rows)));
        foreach (var row in rows) row.Words = ["unheard", .. row.Words[..2], "unheard", .. row.Words[2..], "unheard", "unheard"];
        Scores.AssertSame(plain, Scores.Of(model.Transform(Sequences.Tokens(_context, rows))), 1e-6f);
    }

    public static IEnumerable<object[]> Networks =>
    [
        [new[] { Layer.Lstm(8) }], [new[] { Layer.Gru(8) }], [new[] { Layer.SimpleRnn(8) }],
        [new[] { Layer.Lstm(8, bidirectional: true) }], [new[] { Layer.Gru(8, bidirectional: true, layers: 2) }],
        [new[] { Layer.Lstm(8, returnSequences: true, bidirectional: true), Layer.GlobalAveragePool1D() }],
        [new[] { Layer.SimpleRnn(8, returnSequences: true), Layer.GlobalMaxPool1D() }],
        [new[] { Layer.Lstm(8, returnSequences: true), Layer.AttentionPool1D(6) }],
        [new[] { Layer.Conv1D(8, 3, Activation.Relu, padding: Padding.Same), Layer.MaxPool1D(2, padding: Padding.Same), Layer.Lstm(8) }],
        [new[] { Layer.Dense(8, Activation.Tanh), Layer.BatchNorm(), Layer.Gru(8) }],
        [new[] { Layer.Residual(Layer.Lstm(2, returnSequences: true)), Layer.LayerNorm(), Layer.LastStep() }]
    ];

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Score_OfARowAloneAndBesideLongerOnes_IsTheSame(Layer[] layers)
    {
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(SmallRecurrentNetwork.Options(2, layers)).Fit(Sequences.View(_context, 64, 1));
        var rows = Sequences.Rows(32, 5);
        var together = Scores.Of(model.Transform(Sequences.Keyed(_context, rows)));
        for (int i = 0; i < rows.Count; i++) Scores.AssertSame([together[i]], Scores.Of(model.Transform(Sequences.Keyed(_context, [rows[i]]))), 1e-5f);
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Load_OfEachNetwork_GivesTheSameScores(Layer[] layers)
    {
        var data = Sequences.View(_context, 64, 1);
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(SmallRecurrentNetwork.Options(1, layers)).Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        file.Position = 0;
        using var loaded = (RecurrentNetworkTransformer)new MLContext().Model.Load(file, out _);
        Assert.AreEqual(model.Network, loaded.Network);
        Scores.AssertSame(Scores.Of(model.Transform(data)), Scores.Of(loaded.Transform(data)));
    }

    [TestMethod]
    public void Load_WithAVocabularyThatDoesNotFit_SaysThatTheFileIsDamaged()
    {
        var data = Sequences.Tokens(_context, Sequences.Rows(20, 1));
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(
            new RecurrentNetworkTrainer.Options { Layers = [Layer.Embedding(3), Layer.Gru(4)], Epochs = 1, Seed = 1 }).Fit(data);
        using var stream = new MemoryStream();
        _context.Model.Save(model, data.Schema, stream);
        byte[] file = stream.ToArray();
        string Change(string old, string text) => ModelZip.LoadChanged(file, "network.json", bytes => ModelZip.Replace(bytes, old, text));
        Assert.Contains("Embedding(3) has a vocabulary of 6, but there are 7 tokens", Change("\"vocabulary\": 6,\n  \"token", "\"vocabulary\": 7,\n  \"token"));
        Assert.Contains("the model has no vocabulary", Change("\"vocabulary\": 6,\n  \"token", "\"token"));
    }

    [TestMethod]
    public void Predict_OfOneRow_IsTheScoreOfTransform()
    {
        var data = Sequences.View(_context, 64, 1);
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(SmallRecurrentNetwork.Options()).Fit(data);
        using var engine = _context.Model.CreatePredictionEngine<FeaturesOnly, ScoreOnly>(model);
        var rows = Sequences.Rows(10, 4);
        var expected = Scores.Of(model.Transform(Sequences.Keyed(_context, rows)));
        for (int i = 0; i < rows.Count; i++)
            Scores.AssertSame([expected[i]], [engine.Predict(new FeaturesOnly { Features = rows[i].Features }).Score], 1e-5f);
    }

    [TestMethod]
    public void Score_OfRowsThatAreNoSequences_IsNaNAndTheOthersStand()
    {
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(SmallRecurrentNetwork.Options()).Fit(Sequences.View(_context, 32, 1));
        var rows = Sequences.Rows(6, 2);
        var good = Scores.Of(model.Transform(Sequences.Keyed(_context, rows)));
        rows[1].Features = [];
        rows[2].Features = [1, 2, 3];
        rows[4].Features[3] = float.NaN;
        var scores = Scores.Of(model.Transform(Sequences.Keyed(_context, rows)));
        for (int i = 0; i < 6; i++)
        {
            if (i is 1 or 2 or 4) Assert.IsTrue(scores[i].All(float.IsNaN), $"row {i}");
            else Scores.AssertSame([good[i]], [scores[i]], 1e-5f);
        }
    }

    [TestMethod]
    public void Fit_OnConvolutionBeforeRecurrence_Works()
    {
        var data = Shapes.View(_context, 150, 1);
        var options = new RecurrentNetworkTrainer.Options
        {
            Layers = [Layer.Conv2D(6, 3, Activation.Relu), Layer.MaxPool2D(2), Layer.Reshape(5, 30), Layer.Gru(16)],
            Epochs = 8, BatchSize = 16, LearningRate = 1e-2, Seed = 1
        };
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(options).Fit(data);
        Assert.IsGreaterThan(0.9, _context.MulticlassClassification.Evaluate(model.Transform(Shapes.View(_context, 90, 2))).MicroAccuracy);
    }

    [TestMethod]
    public void Fit_WithAValidationSet_JudgesOnSequencesToo()
    {
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(SmallRecurrentNetwork.Options(2))
            .Fit(Sequences.View(_context, 48, 1), Sequences.View(_context, 24, 2));
        var scored = model.Transform(Sequences.View(_context, 24, 2));
        double accuracy = _context.MulticlassClassification.Evaluate(scored).MicroAccuracy;
        Assert.AreEqual(accuracy, model.History!.Epochs[^1].ValidationMetrics!["accuracy"], 1e-6);
    }

    [TestMethod]
    public void FitTransformDispose_OnSequences_LeaveNoTensorBehind()
    {
        foreach (var layers in new Layer[][] { [Layer.Lstm(6, bidirectional: true, layers: 2, dropout: 0.2)], [Layer.Gru(6)], [Layer.Conv1D(4, 3, padding: Padding.Same), Layer.SimpleRnn(6)] })
        {
            LeakTest.Run(() =>
            {
                using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(SmallRecurrentNetwork.Options(2, layers)).Fit(Sequences.View(_context, 48, 1));
                _ = Scores.Of(model.Transform(Sequences.View(_context, 20, 2)));
            });
        }
    }

    private sealed class Picture
    {
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(28, 28)]
        public float[] Features { get; set; } = [];
    }

    private sealed class FeaturesOnly
    {
        [VectorType]
        public float[] Features { get; set; } = [];
    }

    private sealed class ScoreOnly
    {
        public float[] Score { get; set; } = [];
    }
}
