using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Tests.Common;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Tests.Families;

/// <summary>What every family owes ML.NET and its users, over the table of all of them.</summary>
[TestClass]
public class FamilyContractTests
{
    public static IEnumerable<object[]> Names => Family.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetOutputSchema_OfTheEstimator_IsWhatTheModelDelivers(string name)
    {
        var (family, context) = (Family.Named(name), new MLContext(seed: 1));
        var data = family.Data(context, 48, 1);
        var promised = family.Trainer(context).GetOutputSchema(SchemaColumns.ShapeOf(data.Schema));
        using var model = family.Fit(context);
        var delivered = SchemaColumns.ShapeOf(model.Transform(data).Schema);

        foreach (var column in delivered)
        {
            var promise = promised.Single(c => c.Name == column.Name);
            Assert.AreEqual(column.Kind, promise.Kind, column.Name);
            Assert.AreEqual(column.ItemType, promise.ItemType, column.Name);
            Assert.AreEqual(column.IsKey, promise.IsKey, column.Name);
            CollectionAssert.AreEquivalent(
                column.Annotations.Select(a => $"{a.Name} {a.Kind} {a.ItemType} {a.IsKey}").ToArray(),
                promise.Annotations.Select(a => $"{a.Name} {a.Kind} {a.ItemType} {a.IsKey}").ToArray(), column.Name);
        }
        Assert.HasCount(delivered.Count, promised);
        Assert.AreEqual(model.Transform(data).Schema.Count, model.Transformer.GetOutputSchema(data.Schema).Count);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Load_InAFreshContext_GivesTheSameScoresBitForBit(string name)
    {
        var (family, context) = (Family.Named(name), new MLContext(seed: 1));
        var data = family.Data(context, 100, 2);
        using var model = family.Fit(context);
        using var file = new MemoryStream();
        context.Model.Save(model.Transformer, data.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out var schema);
        try
        {
            Assert.IsInstanceOfType(loaded, model.Transformer.GetType());
            if (model.Transformer is NetworkTransformer network) Assert.AreEqual(network.Network, ((NetworkTransformer)loaded).Network);
            Assert.AreEqual(data.Schema["Features"].Type, schema["Features"].Type);
            Scores.AssertSame(model.Scores(data), Scores.Of(loaded.Transform(data), family.Score));
            CollectionAssert.AreEqual(
                SchemaColumns.ShapeOf(model.Transform(data).Schema).Select(c => c.Name).ToArray(),
                SchemaColumns.ShapeOf(loaded.Transform(data).Schema).Select(c => c.Name).ToArray());
        }
        finally
        {
            ((IDisposable)loaded).Dispose();
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Fit_TwiceOnOneEstimator_GivesTwoEqualIndependentModels(string name)
    {
        var (family, context) = (Family.Named(name), new MLContext());
        var data = family.Data(context, 48, 1);
        var trainer = family.Trainer(context);
        using var first = new FittedModel(trainer.Fit(data), family.Score);
        using var second = new FittedModel(trainer.Fit(data), family.Score);
        var scores = first.Scores(data);
        Scores.AssertSame(scores, second.Scores(data));
        first.Dispose();
        Scores.AssertSame(scores, second.Scores(data));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_OfBatchesOfOtherSizes_GivesTheSameScores(string name)
    {
        var (family, context) = (Family.Named(name), new MLContext(seed: 1));
        using var model = family.Fit(context);
        var all = model.Scores(family.Data(context, 150, 3));
        var few = model.Scores(context.Data.TakeRows(family.Data(context, 150, 3), 7));
        Scores.AssertSame(all[..7], few, 1e-5f);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_UntilACursorMoves_RunsNothing(string name)
    {
        var (family, context) = (Family.Named(name), new MLContext(seed: 1));
        using var model = family.Fit(context);
        var counted = new CountingView(family.Data(context, 20, 1));
        var scored = model.Transform(counted);
        _ = scored.Schema;
        _ = model.Transformer.GetOutputSchema(counted.Schema);
        Assert.AreEqual(0, counted.Cursors);

        using var cursor = scored.GetRowCursor(scored.Schema);
        Assert.AreEqual(0, counted.RowsRead);
        Assert.IsTrue(cursor.MoveNext());
        Assert.IsGreaterThan(0, counted.RowsRead);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_WithoutAnActiveScore_DoesNotReadTheFeatures(string name)
    {
        var (family, context) = (Family.Named(name), new MLContext(seed: 1));
        using var model = family.Fit(context);
        var counted = new CountingView(family.Data(context, 20, 1));
        var scored = model.Transform(counted);
        using var cursor = scored.GetRowCursor([scored.Schema["Number"]]);
        var number = cursor.GetGetter<float>(scored.Schema["Number"]);
        float[] expected = [.. family.Data(context, 20, 1).GetColumn<float>("Number")];
        int rows = 0;
        float value = -1;
        while (cursor.MoveNext())
        {
            number(ref value);
            Assert.AreEqual(expected[rows++], value);
        }
        Assert.AreEqual(20, rows);
        CollectionAssert.AreEqual(new[] { "Number" }, counted.Columns.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_FromManyThreadsAtOnce_GivesTheSameScores(string name)
    {
        var (family, context) = (Family.Named(name), new MLContext(seed: 1));
        using var model = family.Fit(context);
        var data = family.Data(context, 90, 4);
        var expected = model.Scores(data);
        var state = torch.random.get_rng_state().data<byte>().ToArray();
        Parallel.For(0, 8, _ => Scores.AssertSame(expected, model.Scores(data), 1e-6f));
        CollectionAssert.AreEqual(state, torch.random.get_rng_state().data<byte>().ToArray(), "torch's global random state");
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_WithRowsThatCannotBeRead_ScoresNaNAndGoesOn(string name)
    {
        var (family, context) = (Family.Named(name), new MLContext(seed: 1));
        using var model = family.Fit(context);
        var good = model.Scores(family.Data(context, 9, 5));
        var scored = model.Transform(family.Spoiled(context));
        var scores = Scores.Of(scored, family.Score);
        for (int i = 0; i < 9; i++)
        {
            if (i is 2 or 4) Assert.IsTrue(scores[i].All(float.IsNaN), $"row {i}");
            else Scores.AssertSame([good[i]], [scores[i]], 1e-5f);
        }
        if (scored.Schema.GetColumnOrNull("PredictedLabel") is not { Type: KeyDataViewType }) return;
        var labels = scored.GetColumn<uint>("PredictedLabel").ToArray();
        Assert.AreEqual(0u, labels[2]);
        Assert.AreNotEqual(0u, labels[3]);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void FitTransformDispose_LeaveNoTensorBehind(string name)
    {
        var family = Family.Named(name);
        LeakTest.Run(() =>
        {
            var context = new MLContext(seed: 1);
            using var model = family.Fit(context);
            _ = model.Scores(family.Data(context, 30, 1));
            using var file = new MemoryStream();
            context.Model.Save(model.Transformer, null, file);
            file.Position = 0;
            ((IDisposable)context.Model.Load(file, out _)).Dispose();
        });
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dispose_Twice_IsFineAndLaterUseSaysSo(string name)
    {
        var (family, context) = (Family.Named(name), new MLContext(seed: 1));
        var data = family.Data(context, 20, 1);
        var model = family.Fit(context);
        var scored = model.Transform(data);
        model.Dispose();
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Transform(data));
        Assert.ThrowsExactly<ObjectDisposedException>(() => Scores.Of(scored, family.Score));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Seed_OfTheContext_DecidesTheWeights(string name)
    {
        var family = Family.Named(name);
        float[][] Train(MLContext context)
        {
            var data = family.Data(context, 48, 1);
            using var model = new FittedModel(family.Unseeded(context).Fit(data), family.Score);
            return model.Scores(data);
        }

        Scores.AssertSame(Train(new MLContext(seed: 5)), Train(new MLContext(seed: 5)));
        Assert.AreNotEqual(Train(new MLContext(seed: 5))[0][0], Train(new MLContext(seed: 6))[0][0]);
        Assert.AreNotEqual(Train(new MLContext())[0][0], Train(new MLContext())[0][0]);
    }
}
