using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.TransferLearning;

namespace Microsoft.ML.DeepModels.Tests.TransferLearning;

/// <summary>Networks whose convolutions are wide enough to keep something of their weights where no gradient is wanted.</summary>
[TestClass]
public sealed class FinalWeightsTests
{
    private static readonly ConvolutionalNetworkTrainer.Options s_options = new()
    {
        Layers = [Layer.Conv2D(32, 3, Activation.Relu), Layer.Conv2D(32, 3, Activation.Relu, padding: Padding.Same), Layer.GlobalAveragePool2D()],
        Epochs = 2, BatchSize = 16, LearningRate = 1e-2, Seed = 3
    };

    [TestMethod]
    public void FineTune_SecondPhase_ValidatesWithTheWeightsOfTheTime()
    {
        var context = new MLContext(seed: 1);
        IDataView view = Shapes.View(context, 30, 1), validation = Shapes.View(context, 15, 2);
        using var pretrained = context.MulticlassClassification.Trainers.ConvolutionalNetwork(s_options).Fit(view);
        var options = new TransferLearningTrainer.Options
        {
            // In the first phase the convolutions are final, in the second they learn.
            Backbone = Backbone.FromModel(pretrained), Head = [], BatchSize = 16, Seed = 1, Training = TransferTraining.FineTune(1, 2, 1e-2, 2e-2), ValidationSet = validation
        };
        using var model = context.MulticlassClassification.Trainers.TransferLearning(options).Fit(view);
        Assert.IsFalse(model.History!.BestWeightsRestored);
        double loss = context.MulticlassClassification.Evaluate(model.Transform(validation)).LogLoss;
        Assert.AreEqual(loss, model.History.Epochs[^1].ValidationLoss!.Value, 1e-4);
        Assert.AreNotEqual(loss, model.History.Epochs[0].ValidationLoss!.Value, 1e-3, "the convolutions have learned");
    }

    [TestMethod]
    public void Fit_AfterAnotherHasScored_EachScoresWithItsOwnWeights()
    {
        var context = new MLContext(seed: 1);
        var view = Shapes.View(context, 30, 1);
        using var first = context.MulticlassClassification.Trainers.ConvolutionalNetwork(s_options).Fit(view);
        float[][] scores = TransferLearningTests.Rows(first.Transform(view), "Score");
        using var second = context.MulticlassClassification.Trainers.ConvolutionalNetwork(s_options).Fit(Shapes.View(context, 30, 2));
        Assert.AreNotEqual(scores[0][0], TransferLearningTests.Rows(second.Transform(view), "Score")[0][0], 1e-4f);
        string path = Path.GetTempFileName();
        try
        {
            context.Model.Save(first, view.Schema, path);
            using var loaded = (IDisposable)context.Model.Load(path, out _);
            TransferLearningTests.AssertSame(scores, TransferLearningTests.Rows(((ITransformer)loaded).Transform(view), "Score"));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
