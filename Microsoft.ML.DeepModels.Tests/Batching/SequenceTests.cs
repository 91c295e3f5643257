using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Tests.Batching;

[TestClass]
public class SequenceTests
{
    private static readonly IHostEnvironment s_env = new MLContext(seed: 1);
    private static readonly BatchColumns s_columns = new() { Features = "Features", Input = new InputOptions { FeaturesPerStep = 2, AllowTokens = true } };

    private static readonly BatchColumns s_tokens = new() { Features = "Features", Input = new InputOptions { AllowTokens = true } };

    [TestMethod]
    public void Read_VariableLengths_FillsUpWithZerosAndTellsLengths()
    {
        var view = Sequences(3, row => row + 1);
        using var source = new BatchSource(s_env, view, s_columns, new() { Shuffle = false });
        CollectionAssert.AreEqual(new[] { -1, 2 }, source.Shape.ToArray());
        using var batch = source.ReadEpoch(1, default).Single();
        CollectionAssert.AreEqual(new long[] { 3, 3, 2 }, batch.Features.shape);
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, batch.Lengths!.Values.ToArray());
        CollectionAssert.AreEqual(
            new float[] { 0, 1, 0, 0, 0, 0, 10, 11, 12, 13, 0, 0, 20, 21, 22, 23, 24, 25 }, MemoryMarshal.Cast<byte, float>(batch.Features.bytes).ToArray());
        CollectionAssert.AreEqual(new float[] { 1, 0, 0, 1, 1, 0, 1, 1, 1 }, MemoryMarshal.Cast<byte, float>(batch.Lengths.Mask.bytes).ToArray());
        CollectionAssert.AreEqual(new long[] { 0, 1, 2 }, MemoryMarshal.Cast<byte, long>(batch.Lengths.Last.bytes).ToArray());
    }

    [TestMethod]
    public void Read_RowsOfEqualLength_HasNoLengths()
    {
        using var source = new BatchSource(s_env, Sequences(4, _ => 3), s_columns, new());
        using var batch = source.ReadEpoch(1, default).Single();
        Assert.IsNull(batch.Lengths);
    }

    [TestMethod]
    public void ReadEpoch_Shuffled_PutsLikeLengthsTogetherAndEveryRowOnce()
    {
        const int rows = 640;
        var view = Sequences(rows, row => row * 7 % 40 + 1);
        using var source = new BatchSource(s_env, view, s_columns, new() { BatchSize = 16, Seed = 3 });
        foreach (int epoch in new[] { 1, 2 })
        {
            var seen = new List<int>();
            int padded = 0, values = 0;
            foreach (var next in source.ReadEpoch(epoch, default))
            {
                using var batch = next;
                int steps = (int)batch.Features.shape[1];
                padded += steps * batch.Count;
                ReadOnlySpan<float> first = MemoryMarshal.Cast<byte, float>(batch.Features.bytes);
                for (int i = 0; i < batch.Count; i++)
                {
                    values += batch.Lengths is null ? steps : batch.Lengths.Values[i];
                    seen.Add((int)first[i * steps * 2] / 10);
                }
            }
            CollectionAssert.AreEqual(Enumerable.Range(0, rows).ToArray(), seen.Order().ToArray(), $"epoch {epoch}");
            Assert.IsLessThan(1.25, (double)padded / values, "padding"); // at random it is about 1.9
        }
    }

    [TestMethod]
    public void ReadEpoch_Twice_HasOtherBatches()
    {
        using var source = new BatchSource(s_env, Sequences(64, row => row % 9 + 1), s_columns, new() { BatchSize = 8, Seed = 3 });
        Assert.AreNotEqual(Order(source, 1), Order(source, 2));
        using var same = new BatchSource(s_env, Sequences(64, row => row % 9 + 1), s_columns, new() { BatchSize = 8, Seed = 3 });
        Assert.AreEqual(Order(source, 2), Order(same, 2));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(2000)]
    public void ReadEpoch_BeyondTheBudget_StillGivesEveryRowOnce(long budget)
    {
        var view = Sequences(100, row => row % 11 + 1);
        using var source = new BatchSource(s_env, view, s_columns, new() { BatchSize = 8, Seed = 5, CacheBytes = budget });
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            var seen = Order(source, epoch).Split(' ').Select(int.Parse).Order().ToArray();
            Assert.IsFalse(source.IsCached);
            CollectionAssert.AreEqual(Enumerable.Range(0, 100).ToArray(), seen);
        }
    }

    [TestMethod]
    public void ReadEpoch_BeyondTheBudget_KeepsToItThoughLaterRowsAreLonger()
    {
        const int budget = 40_000, longest = 1000 * 2 * sizeof(float) + 100;
        var view = Sequences(200, row => row < 100 ? 1 : 1000);
        using var source = new BatchSource(s_env, view, s_columns, new() { BatchSize = 2, Seed = 5, CacheBytes = budget, PrefetchBatches = 0 });
        long most = 0;
        int rows = 0;
        foreach (var next in source.ReadEpoch(1, default))
        {
            using var batch = next;
            rows += batch.Count;
            most = Math.Max(most, source.RowBytes);
        }
        Assert.AreEqual(200, rows);
        Assert.IsLessThanOrEqualTo(budget + 2 * longest, most, "bytes of rows in memory");
        Assert.IsGreaterThan(budget / 2, most, "the budget is used");
    }

    [TestMethod]
    public void Read_EmptyRaggedOrNaN_NamesRowAndCause()
    {
        Assert.Contains("row 1 (the first is 0), column 'Features': the sequence is empty", Message(row => row == 1 ? [] : [1, 2]));
        Assert.Contains("row 2 (the first is 0), column 'Features': the sequence has 3 values, which is no whole number of steps of 2 features", Message(row => row == 2 ? [1, 2, 3] : [1, 2]));
        Assert.Contains("value 3 (step 1, feature 1; the first is 0) is NaN", Message(row => [1, 2, 3, row == 0 ? float.NaN : 4]));
    }

    [TestMethod]
    public void Read_Tokens_LeavesMissingOnesOut()
    {
        uint[][] rows = [[3, 0, 5, 0, 0], [0, 0, 1, 0, 0], [9, 2, 99, 4, 8]]; // 99 is beyond the keys, thus missing
        using var source = new BatchSource(s_env, Tokens(rows), s_tokens, new() { Shuffle = false });
        Assert.AreEqual(9, source.Tokens!.Count);
        CollectionAssert.AreEqual(new[] { -1 }, source.Shape.ToArray());
        using var batch = source.ReadEpoch(1, default).Single();
        CollectionAssert.AreEqual(new[] { 2, 1, 4 }, batch.Lengths!.Values.ToArray());
        CollectionAssert.AreEqual(new long[] { 2, 4, 0, 0, 0, 0, 0, 0, 8, 1, 3, 7 }, MemoryMarshal.Cast<byte, long>(batch.Features.bytes).ToArray());
    }

    [TestMethod]
    public void Read_TokensAllMissing_NamesRow()
    {
        using var source = new BatchSource(s_env, Tokens([[1, 2], [0, 0]]), s_tokens, new());
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => source.Load(default));
        Assert.Contains("row 1 (the first is 0), column 'Features': all 2 tokens of the sequence are missing", e.Message);
    }

    [TestMethod]
    public void Create_TokensOfAnotherVocabulary_SaysBothCounts()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => FeatureReader.Create(
            Tokens([[1]]).Schema, "Features", new InputOptions { Shape = new TensorShape(TensorShape.Variable), Tokens = new TokenSet(7, null) }));
        Assert.Contains("has keys of 9 tokens, but the model was trained on 7", e.Message);
    }

    [TestMethod]
    public void Create_OtherColumnsForSequencesOrTokens_AreRefusedBySchema()
    {
        var tokens = new InputOptions { Shape = new TensorShape(TensorShape.Variable) };
        var steps = new InputOptions { Shape = TensorShape.Sequence(4) };
        var bytes = new RowsView(1, RowsView.Values("Features", new VectorDataViewType(NumberDataViewType.Byte, 4), _ => new VBuffer<byte>(4, new byte[4])));
        foreach (var (view, options, expected) in new[]
        {
            (Sequences(1, _ => 2), tokens, "expected Vector<Key> or VarVector<Key>, got VarVector<Single>"),
            (new RowsView(1, RowsView.Singles("Features", _ => 1)), tokens, "expected Vector<Key> or VarVector<Key>, got Single"),
            (bytes, steps, "expected Vector<Single> or VarVector<Single>, got Vector<Byte>"),
            (Tokens([[1]]), steps, "expected Vector<Single> or VarVector<Single>, got VarVector<Key<UInt32>>")
        })
        {
            var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FeatureReader.Create(view.Schema, "Features", options));
            Assert.Contains(expected, e.Message);
        }
    }

    [TestMethod]
    public void Create_FeaturesPerStepThatContradicts_Refuses()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => FeatureReader.Create(
            Sequences(1, _ => 2).Schema, "Features", new InputOptions { Shape = TensorShape.Sequence(2), FeaturesPerStep = 3 }));
        Assert.Contains("FeaturesPerStep is 3, but the input shape ?x2 has 2", e.Message);
        e = Assert.ThrowsExactly<ArgumentException>(() => FeatureReader.Create(
            Tokens([[1]]).Schema, "Features", new InputOptions { AllowTokens = true, FeaturesPerStep = 3 }));
        Assert.Contains("holds tokens, one a step", e.Message);
    }

    [TestMethod]
    public void Create_FlatVectorWithFeaturesPerStep_IsASequence()
    {
        var view = new RowsView(1, RowsView.Vectors("Features", [12], _ => new float[12]));
        Assert.AreEqual(new TensorShape(4, 3), FeatureReader.Create(view.Schema, "Features", new InputOptions { FeaturesPerStep = 3 }).Shape);
        var e = Assert.ThrowsExactly<ArgumentException>(() => FeatureReader.Create(view.Schema, "Features", new InputOptions { FeaturesPerStep = 5 }));
        Assert.Contains("no whole number of steps of 5 features", e.Message);
    }

    [TestMethod]
    public void Create_VariableVectorWithoutFeaturesPerStep_SaysWhatToGive()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => FeatureReader.Create(Sequences(1, _ => 1).Schema, "Features", new InputOptions()));
        Assert.Contains("features per step", e.Message);
    }

    [TestMethod]
    public void ReadEpoch_OfSequences_LeavesNoTensorBehind() => LeakTest.Run(() =>
    {
        using var source = new BatchSource(s_env, Sequences(50, row => row % 5 + 1), s_columns, new() { BatchSize = 8 });
        foreach (var next in source.ReadEpoch(1, default))
        {
            using var batch = next;
            _ = batch.Lengths?.Mask;
            _ = batch.Lengths?.Last;
        }
    });

    private static string Message(Func<long, float[]> values)
    {
        var type = new VectorDataViewType(NumberDataViewType.Single);
        var view = new RowsView(4, RowsView.Values("Features", type, row => new VBuffer<float>(values(row).Length, values(row))));
        using var source = new BatchSource(s_env, view, s_columns, new());
        return Assert.ThrowsExactly<InvalidOperationException>(() => source.Load(default)).Message;
    }

    /// <summary>The first value of each row tells which row it is.</summary>
    private static string Order(BatchSource source, int epoch)
    {
        var seen = new List<int>();
        foreach (var next in source.ReadEpoch(epoch, default))
        {
            using var batch = next;
            int stride = (int)(batch.Features.NumberOfElements / batch.Count);
            for (int i = 0; i < batch.Count; i++) seen.Add((int)MemoryMarshal.Cast<byte, float>(batch.Features.bytes)[i * stride] / 10);
        }
        return string.Join(' ', seen);
    }

    private static RowsView Sequences(int rows, Func<long, long> steps) => new(rows, RowsView.Values("Features", new VectorDataViewType(NumberDataViewType.Single), row =>
    {
        float[] values = [.. Enumerable.Range(0, (int)steps(row) * 2).Select(i => i == 0 ? row * 10f : row * 10 + i)];
        return new VBuffer<float>(values.Length, values);
    }));

    private static RowsView Tokens(uint[][] rows) => new(rows.Length, RowsView.Values(
        "Features", new VectorDataViewType(new KeyDataViewType(typeof(uint), 9)), row => new VBuffer<uint>(rows[row].Length, rows[row])));
}
