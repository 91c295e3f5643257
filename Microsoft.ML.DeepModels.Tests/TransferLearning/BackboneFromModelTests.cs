using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.RecurrentNetwork;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.TransferLearning;
using Microsoft.ML.DeepModels.VariationalAutoencoder;

namespace Microsoft.ML.DeepModels.Tests.TransferLearning;

[TestClass]
public class BackboneFromModelTests
{
    [TestMethod]
    public void Convolutional_SomeLayers_GivesTheirFeatures()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 30, 1);
        using var model = context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(2)).Fit(view);
        using var features = context.Transforms.PretrainedFeatures(Backbone.FromModel(model), "Known", "Features").Fit(view);
        TransferLearningTests.AssertSame(
            TransferLearningTests.Rows(model.Embed(view), "Embedding"), TransferLearningTests.Rows(features.Transform(view), "Known"));

        // After the convolution there are maps, of which each is brought to its mean: the model's own embedding, by hand.
        var maps = Backbone.FromModel(model, 1);
        Assert.AreEqual(8, maps.FeatureWidth);
        using var pooled = context.Transforms.PretrainedFeatures(maps, "Known", "Features").Fit(view);
        var values = TransferLearningTests.Rows(model.Embed(view, layers: 1), "Embedding");
        var means = values.Select(row => Enumerable.Range(0, 8).Select(channel => row.Skip(channel * 100).Take(100).Average()).ToArray()).ToArray();
        TransferLearningTests.AssertSame(means, TransferLearningTests.Rows(pooled.Transform(view), "Known"));
    }

    [TestMethod]
    public void Convolutional_InAPipelineThatIsGone_StillServes()
    {
        var context = new MLContext(seed: 1);
        var rows = context.Data.LoadFromEnumerable(Shapes.Rows(30, 1));
        Backbone backbone;
        using (var model = Shapes.ToKey(context).Append(context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(1)))
            .Append(context.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel")).Fit(rows))
        {
            backbone = Backbone.FromModel(model);
        }
        using var features = context.Transforms.PretrainedFeatures(backbone, "Known", "Features").Fit(rows);
        Assert.HasCount(30, TransferLearningTests.Rows(features.Transform(rows), "Known"));
    }

    [TestMethod]
    public void Features_OfAModelOfFeatures_AreAllOfIt()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 12, 1);
        using var model = context.Transforms.PretrainedFeatures(SmallBackbone.Value, "Known", "Features").Fit(view);
        var known = TransferLearningTests.Rows(model.Transform(view), "Known");
        TransferLearningTests.AssertSame(known, TransferLearningTests.Rows(model.Embed(view), "Embedding"));

        // There is no output layer to leave out.
        using var again = context.Transforms.PretrainedFeatures(Backbone.FromModel(model), "Known", "Features").Fit(view);
        TransferLearningTests.AssertSame(known, TransferLearningTests.Rows(again.Transform(view), "Known"));
    }

    [TestMethod]
    public void File_OfSomethingElse_SaysWhatIsExpected()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("weights.pth", [1, 2, 3, 4]);
        var e = Assert.ThrowsExactly<InvalidDataException>(() => Backbone.FromModel(path));
        Assert.Contains(path, e.Message);
        Assert.Contains("WithWeights", e.Message);
    }

    [TestMethod]
    public void Recurrent_SequencesOfAnyLength_TrainsAHead()
    {
        var context = new MLContext(seed: 1);
        var view = Sequences.View(context, 60, 1);
        using var model = context.MulticlassClassification.Trainers.RecurrentNetwork(SmallRecurrentNetwork.Options(4)).Fit(view);
        foreach (var training in new[] { TransferTraining.Frozen, TransferTraining.Everything() })
        {
            using var transferred = context.MulticlassClassification.Trainers.TransferLearning(new TransferLearningTrainer.Options
            {
                Backbone = Backbone.FromModel(model), Head = [], Epochs = 15, BatchSize = 16, LearningRate = 1e-2, Seed = 2, Training = training
            }).Fit(view);
            Assert.IsGreaterThan(0.8, TransferLearningTests.Accuracy(context, transferred, Sequences.View(context, 90, 2)), $"{training}");
        }
    }

    [TestMethod]
    public void Recurrent_Tokens_AreThoseOfTheModel()
    {
        var context = new MLContext(seed: 1);
        var view = Sequences.Tokens(context, Sequences.Rows(40, 1));
        using var model = context.MulticlassClassification.Trainers.RecurrentNetwork(
            new RecurrentNetworkTrainer.Options { Layers = [Layer.Embedding(4), Layer.Gru(8)], Epochs = 2, BatchSize = 16, Seed = 1 }).Fit(view);
        using var transferred = context.MulticlassClassification.Trainers.TransferLearning(
            new TransferLearningTrainer.Options { Backbone = Backbone.FromModel(model), Head = [], Epochs = 1, Seed = 2 }).Fit(view);
        Assert.HasCount(40, TransferLearningTests.Rows(transferred.Transform(view), "Score"));
    }

    [TestMethod]
    public void VariationalAutoencoder_Encoder_GivesTheLatentMeans()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 30, 1);
        foreach (var likelihood in new[] { VariationalLikelihood.Bernoulli, VariationalLikelihood.Gaussian() })
        {
            using var model = context.Transforms.VariationalAutoencoder(
                new VariationalAutoencoderTrainer.Options { LatentSize = 4, Epochs = 2, BatchSize = 16, Seed = 1, Likelihood = likelihood }).Fit(view);
            var backbone = Backbone.FromModel(model);
            Assert.AreEqual(4, backbone.FeatureWidth);
            using var features = context.Transforms.PretrainedFeatures(backbone, "Known", "Features").Fit(view);
            TransferLearningTests.AssertSame(TransferLearningTests.Rows(model.Encode(view), "Latent"), TransferLearningTests.Rows(features.Transform(view), "Known"));
        }
    }

    [TestMethod]
    public void NoNetwork_SaysWhatIsExpected()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 12, 1);
        var keys = Shapes.ToKey(context).Fit(context.Data.LoadFromEnumerable(Shapes.Rows(3, 1)));
        Assert.Contains("holds no network of this library", Assert.ThrowsExactly<ArgumentException>(() => Backbone.FromModel(keys)).Message);

        using var gan = context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.Options(1)).Fit(view);
        Assert.Contains("has no encoder to start from", Assert.ThrowsExactly<ArgumentException>(() => Backbone.FromModel(gan)).Message);

        using var conditioned = context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(1, label: "Label")).Fit(view);
        Assert.Contains("under the label 'Label'", Assert.ThrowsExactly<ArgumentException>(() => Backbone.FromModel(conditioned)).Message);

        using var model = context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(1)).Fit(view);
        Assert.Contains("from 1 to 5", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Backbone.FromModel(model, 6)).Message);
        Assert.Contains("There is no model file", Assert.ThrowsExactly<FileNotFoundException>(() => Backbone.FromModel("no such file.zip")).Message);
    }

    [TestMethod]
    public void OtherInput_IsRefused()
    {
        var context = new MLContext(seed: 1);
        var e = Assert.ThrowsExactly<ArgumentException>(() => context.MulticlassClassification.Trainers.TransferLearning(
            new TransferLearningTrainer.Options { Backbone = SmallBackbone.Value, InputShape = new(1, 10, 10) }));
        Assert.Contains("InputShape is 1x10x10", e.Message);
        Assert.Contains("1x12x12 and takes nothing else", e.Message);
    }
}
