using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Scoring;

/// <summary>What hidden layers of a trained network make of rows.</summary>
[TestClass]
public class EmbeddingTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Embed_AnyNumberOfLayers_IsWhatTheyComputeOneByOne()
    {
        using var model = Classifier();
        var data = Shapes.View(_context, 70, 2);
        using var scope = NewDisposeScope();
        var weights = WeightsOf(model);
        var images = tensor(Scores.Of(data, "Features").SelectMany(row => row).ToArray()).reshape(70, 1, Shapes.Size, Shapes.Size);
        var convolved = nn.functional.conv2d(images, weights["0.weight"], weights["0.bias"]).relu(); // (batch, 8, 10, 10)
        var pooled = nn.functional.max_pool2d(convolved, 2); // (batch, 8, 5, 5)
        var flat = pooled.permute(0, 2, 3, 1).reshape(70, -1); // (batch, 200), in the order height, width, channel
        var hidden = nn.functional.linear(flat, weights["3.weight"], weights["3.bias"]).relu(); // (batch, 16)
        var logits = nn.functional.linear(hidden, weights["4.weight"], weights["4.bias"]); // (batch, 3)

        (int Layers, Tensor Expected)[] all = [(1, convolved), (2, pooled), (3, flat), (4, hidden), (5, logits)];
        foreach (var (layers, expected) in all)
        {
            var embedded = model.Embed(data, "Hidden", layers);
            CollectionAssert.AreEqual(expected.shape[1..].Select(axis => (int)axis).ToArray(), ((VectorDataViewType)embedded.Schema["Hidden"].Type).Dimensions, $"{layers} layers");
            Scores.AssertSame(Rows(expected), Scores.Of(embedded, "Hidden"), 1e-4f);
        }
        Scores.AssertSame(Rows(hidden), Scores.Of(model.Embed(data), "Embedding"), 1e-4f);
        Scores.AssertSame(Rows(logits.softmax(1)), Scores.Of(model.Transform(data)), 1e-5f);
    }

    [TestMethod]
    public void Embed_LayerWithItsActivationApart_IsCutBetweenThem()
    {
        using var model = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(new ConvolutionalNetworkTrainer.Options
        {
            Layers = [Layer.Flatten(), Layer.Dense(16), Layer.Activation(Activation.Relu)], Epochs = 2, Seed = 1
        }).Fit(Shapes.View(_context, 48, 1));
        var data = Shapes.View(_context, 20, 2);

        float[][] before = Scores.Of(model.Embed(data, layers: 2), "Embedding"), after = Scores.Of(model.Embed(data, layers: 3), "Embedding");

        Assert.IsTrue(before.SelectMany(row => row).Any(value => value < 0), "not yet activated");
        Scores.AssertSame([.. before.Select(row => row.Select(value => Math.Max(value, 0)).ToArray())], after);
    }

    [TestMethod]
    public void Embed_ModelForNumbers_EndsBeforeTheOutputLayerToo()
    {
        using var model = _context.Regression.Trainers.ConvolutionalNetwork(SmallNetwork.NumberOptions(2)).Fit(Shapes.View(_context, 48, 1));
        var data = Shapes.View(_context, 20, 2);

        Assert.AreEqual(16, ((VectorDataViewType)model.Embed(data).Schema["Embedding"].Type).Size);
        Scores.AssertSame(Scores.Of(model.Transform(data)), Scores.Of(model.Embed(data, layers: model.Network.Layers.Count), "Embedding"));
    }

    [TestMethod]
    public void Embed_SequencesOfAnyLength_AreTheirLastStateWhateverIsBesideThem()
    {
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(SmallRecurrentNetwork.Options()).Fit(Sequences.View(_context, 48, 1));
        float[][] together = Scores.Of(model.Embed(Sequences.View(_context, 30, 2)), "Embedding");

        Assert.HasCount(16, together[0]);
        for (int i = 0; i < 30; i++)
            Scores.AssertSame([together[i]], Scores.Of(model.Embed(Sequences.Keyed(_context, [Sequences.Rows(30, 2)[i]])), "Embedding"), 1e-5f);
    }

    [TestMethod]
    public void Embed_UntilACursorMoves_RunsNothingAndPassesOtherColumnsOn()
    {
        using var model = Classifier();
        var counted = new CountingView(Shapes.View(_context, 20, 1));
        var embedded = model.Embed(counted);
        CollectionAssert.AreEqual(counted.Schema.Select(column => column.Name).Append("Embedding").ToArray(), embedded.Schema.Select(column => column.Name).ToArray());
        Assert.AreEqual(0, counted.Cursors);

        CollectionAssert.AreEqual(Shapes.Rows(20, 1).Select(row => row.Number).ToArray(), embedded.GetColumn<float>("Number").ToArray());
        CollectionAssert.DoesNotContain(counted.Columns.ToArray(), "Features");
    }

    [TestMethod]
    public void Embed_RowsThatCannotBeRead_AreNaN()
    {
        using var model = Classifier();
        float[][] rows = Scores.Of(model.Embed(Shapes.Spoiled(_context)), "Embedding");
        for (int i = 0; i < 9; i++) Assert.AreEqual(i is 2 or 4, rows[i].All(float.IsNaN), $"row {i}");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(6)]
    public void Embed_NumberOfLayersThatThereIsNot_SaysWhatThereIs(int layers)
    {
        using var model = Classifier();
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Embed(Shapes.View(_context, 4, 1), layers: layers));
        StringAssert.StartsWith(e.Message, $"layers must be from 1 to 5, the number of layers of the network, got {layers}: 1x12x12 -> Conv2D(8, 3x3");
    }

    [TestMethod]
    public void Embed_LayersThatLeaveTimesteps_SaysToTakeMore()
    {
        using var model = _context.MulticlassClassification.Trainers.RecurrentNetwork(
            SmallRecurrentNetwork.Options(1, Layer.Lstm(4, returnSequences: true), Layer.GlobalMaxPool1D())).Fit(Sequences.View(_context, 48, 1));
        var data = Sequences.View(_context, 4, 1);

        var e = Assert.ThrowsExactly<ArgumentException>(() => model.Embed(data, layers: 1));

        StringAssert.Contains(e.Message, "and a column needs one size. Take more layers");
        Assert.AreEqual(4, ((VectorDataViewType)model.Embed(data, layers: 2).Schema["Embedding"].Type).Size);
    }

    [TestMethod]
    public void Embed_NoName_SaysThatAColumnNeedsOne()
    {
        using var model = Classifier();
        var e = Assert.ThrowsExactly<ArgumentException>(() => model.Embed(Shapes.View(_context, 4, 1), " "));
        StringAssert.Contains(e.Message, "outputColumnName must name a column, got ' '.");
    }

    [TestMethod]
    public void Embed_ModelDisposed_SaysSo()
    {
        var data = Shapes.View(_context, 20, 1);
        var model = Classifier();
        var embedded = model.Embed(data);
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Embed(data));
        Assert.ThrowsExactly<ObjectDisposedException>(() => Scores.Of(embedded, "Embedding"));
    }

    [TestMethod]
    public void Embed_AndDispose_LeavesNoTensorBehind() => LeakTest.Run(() =>
    {
        using var model = Classifier();
        _ = Scores.Of(model.Embed(Shapes.View(_context, 30, 1), layers: 1), "Embedding");
    });

    private ConvolutionalNetworkTransformer Classifier() =>
        _context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(2)).Fit(Shapes.View(_context, 48, 1));

    private static float[][] Rows(Tensor values) =>
        [.. Enumerable.Range(0, (int)values.shape[0]).Select(row => values.select(0, row).contiguous().data<float>().ToArray())];

    /// <summary>The weights out of a model's file. Belongs to the dispose scope.</summary>
    private Dictionary<string, Tensor> WeightsOf(NetworkTransformer model)
    {
        using var file = new MemoryStream();
        _context.Model.Save(model, null, file);
        using var generator = new Generator(1);
        using var module = LayerStack.Create(model.Network, new ModuleContext(generator, generator, CPU));
        var weights = NamedTensor.Of(module);
        SafeTensors.Read(new MemoryStream(ModelZip.Entries(file.ToArray()).Single(entry => entry.Key.EndsWith("weights.safetensors")).Value), weights);
        return weights.ToDictionary(weight => weight.Name, weight => weight.Tensor.clone());
    }
}
