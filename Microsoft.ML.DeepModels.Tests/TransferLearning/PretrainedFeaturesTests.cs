using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Tests.Common;

namespace Microsoft.ML.DeepModels.Tests.TransferLearning;

/// <summary>What ML.NET asks of a transform, of the one that makes features.</summary>
[TestClass]
public class PretrainedFeaturesTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow("Known")]
    [DataRow("Features")] // hides what it reads
    public void GetOutputSchema_OfTheEstimator_IsWhatTheModelDelivers(string output)
    {
        var view = Shapes.View(_context, 6, 1);
        var estimator = _context.Transforms.PretrainedFeatures(SmallBackbone.Value, output, "Features");
        var promised = estimator.GetOutputSchema(SchemaColumns.ShapeOf(view.Schema));
        using var model = estimator.Fit(view);
        var delivered = SchemaColumns.ShapeOf(model.Transform(view).Schema);

        Assert.HasCount(delivered.Count, promised);
        foreach (var column in delivered)
        {
            var promise = promised.Single(c => c.Name == column.Name);
            Assert.AreEqual(column.Kind, promise.Kind, column.Name);
            Assert.AreEqual(column.ItemType, promise.ItemType, column.Name);
            Assert.HasCount(column.Annotations.Count, promise.Annotations, column.Name);
        }
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 16), model.GetOutputSchema(view.Schema)[output].Type);
    }

    [TestMethod]
    public void Load_InAFreshContext_GivesTheSameFeaturesUnderTheInputsOwnName()
    {
        var view = Shapes.View(_context, 6, 1);
        using var model = _context.Transforms.PretrainedFeatures(SmallBackbone.Value).Fit(view);
        using var file = new MemoryStream();
        _context.Model.Save(model, view.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out _);
        using var own = (IDisposable)loaded;
        TransferLearningTests.AssertSame(TransferLearningTests.Rows(model.Transform(view), "Features"), TransferLearningTests.Rows(loaded.Transform(view), "Features"));
    }

    [TestMethod]
    public void Rows_ThatCannotBeRead_HaveNoFeatures()
    {
        var view = Shapes.Spoiled(_context);
        using var model = _context.Transforms.PretrainedFeatures(SmallBackbone.Value, "Known", "Features").Fit(view);
        var rows = TransferLearningTests.Rows(model.Transform(view), "Known");
        for (int i = 0; i < rows.Length; i++)
            Assert.IsTrue(rows[i].All(value => float.IsNaN(value) == (i is 2 or 4)), $"row {i}");
    }

    [TestMethod]
    public void Pipeline_WithATrainerAfterIt_PredictsSingleRows()
    {
        var rows = _context.Data.LoadFromEnumerable(Shapes.Rows(60, 1));
        using var model = Shapes.ToKey(_context).Append(_context.Transforms.PretrainedFeatures(SmallBackbone.Value))
            .Append(_context.MulticlassClassification.Trainers.ConvolutionalNetwork(new() { Layers = [], Epochs = 30, BatchSize = 16, LearningRate = 1e-2, Seed = 1 })).Fit(rows);
        using var engine = _context.Model.CreatePredictionEngine<ShapeRow, ShapePrediction>(model);
        var test = Shapes.Rows(30, 2);
        Assert.IsGreaterThan(24, test.Count(row => engine.Predict(row).PredictedLabel == row.Number + 1));
    }

    [TestMethod]
    public void Fit_CancelledByTheContextWhileWeightsComeIn_StopsThere()
    {
        var host = HostSettings.EnvironmentOf(_context.Transforms).Register("features");
        var fit = new FeaturesFit(host, "Known", "Features", new InputOptions());
        var e = Assert.Throws<OperationCanceledException>(() => fit.Run(Shapes.View(_context, 6, 1), null, null, null, (_, cancel) =>
        {
            typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(_context, null);
            cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)); // as a download does
            cancel.ThrowIfCancellationRequested();
            throw new AssertFailedException("The download went on.");
        }));
        Assert.IsTrue(e.CancellationToken.IsCancellationRequested);
    }

    [TestMethod]
    public void Fit_ThatFailsOrNot_LeavesNoTensor()
    {
        var view = Shapes.View(_context, 6, 1);
        using var folder = new TemporaryFolder();
        string damaged = folder.Write("damaged.pth", [0x80, 2, 3]);
        LeakTest.Run(() =>
        {
            using (var model = _context.Transforms.PretrainedFeatures(SmallBackbone.Value, "Known", "Features").Fit(view)) TransferLearningTests.Rows(model.Transform(view), "Known");
            var estimator = _context.Transforms.PretrainedFeatures(Backbone.MobileNetV3Small.WithWeights(damaged), "Known", "Features");
            Assert.ThrowsExactly<InvalidDataException>(() => estimator.Fit(view));
        });
    }
}
