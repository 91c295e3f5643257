using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Batch = Microsoft.ML.DeepModels.Tensors.Batch;

namespace Microsoft.ML.DeepModels.Tests.Batching;

[TestClass, DoNotParallelize]
public class BatchSourceTests
{
    private const int RowCount = 103;
    private const int FeatureCount = 6;
    private static readonly MLContext _env = new(1);

    /// <summary>In memory; beyond memory with a view that can shuffle, and with one that cannot.</summary>
    public static IEnumerable<object[]> Modes => [["memory"], ["view"], ["shuffling view"]];

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public void ReadEpoch_Shuffled_GivesEveryRowOnceInAnotherOrderEachEpoch(string mode)
    {
        RowsView view = View(mode);
        using BatchSource source = Source(view, mode);
        var orders = new List<int[]>();
        for (int epoch = 1; epoch <= 4; epoch++)
        {
            int[] rows = Rows(source, epoch);
            CollectionAssert.AreEqual(Enumerable.Range(0, RowCount).ToArray(), rows.Order().ToArray());
            orders.Add(rows);
        }
        for (int i = 0; i < orders.Count; i++)
        {
            for (int j = 0; j < i; j++) Assert.IsFalse(orders[i].SequenceEqual(orders[j]), $"epochs {i} and {j} have one order");
            Assert.IsFalse(orders[i].SequenceEqual(Enumerable.Range(0, RowCount)), "no order at all");
        }
        Assert.AreEqual(mode == "memory", source.IsCached);
        Assert.AreEqual(0, view.OpenCursors);
        Assert.AreEqual(RowCount, source.Counts!.Rows);
        Assert.AreEqual(13, source.BatchesPerEpoch);
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public void ReadEpoch_SameSeed_SameOrderWhateverWasReadBefore(string mode)
    {
        using BatchSource first = Source(View(mode), mode), second = Source(View(mode), mode, o => o with { PrefetchBatches = 0 }), other = Source(View(mode), mode, o => o with { Seed = 8 });
        Rows(first, 1);
        int[] expected = Rows(first, 2);
        CollectionAssert.AreEqual(expected, Rows(second, 2));
        CollectionAssert.AreEqual(expected, Rows(first, 2));
        CollectionAssert.AreNotEqual(expected, Rows(other, 2));
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public void ReadEpoch_NotShuffled_KeepsTheOrderOfTheView(string mode)
    {
        using BatchSource source = Source(View(mode), mode, o => o with { Shuffle = false });
        for (int epoch = 1; epoch <= 2; epoch++) CollectionAssert.AreEqual(Enumerable.Range(0, RowCount).ToArray(), Rows(source, epoch));
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public void ReadEpoch_Batches_HaveTheRowsOfTheView(string mode)
    {
        var view = new RowsView(RowCount,
            RowsView.Vectors("Features", [3, 1, 2], Features),
            RowsView.Keys("Label", 5, row => (uint)(row % 5) + 1),
            RowsView.Singles("Weight", row => row / 2f));
        BatchColumns columns = new() { Features = "Features", LabelKind = LabelKind.Key, Label = "Label", Weight = "Weight" };
        using var source = new BatchSource(_env, view, columns, Options(mode));
        int batches = 0;
        foreach (Batch batch in source.ReadEpoch(1, default))
        {
            using (batch)
            {
                batches++;
                CollectionAssert.AreEqual(new long[] { batch.Count, 3, 1, 2 }, batch.Features.shape);
                CollectionAssert.AreEqual(new long[] { 6, 1, 6, 3 }, batch.Features.stride());
                Assert.AreEqual(ScalarType.Float32, batch.Features.dtype);
                Assert.AreEqual(ScalarType.Int64, batch.Labels!.dtype);
                Assert.AreEqual(ScalarType.Float32, batch.Weights!.dtype);
                float[] features = Values<float>(batch.Features), weights = Values<float>(batch.Weights);
                long[] labels = Values<long>(batch.Labels);
                for (int i = 0; i < batch.Count; i++)
                {
                    int row = (int)features[i * FeatureCount];
                    CollectionAssert.AreEqual(Features(row), features[(i * FeatureCount)..((i + 1) * FeatureCount)]);
                    Assert.AreEqual(row % 5, labels[i]);
                    Assert.AreEqual(row / 2f, weights[i]);
                }
                Assert.AreEqual(batches < 13 ? 8 : 103 - 12 * 8, batch.Count);
            }
        }
        Assert.AreEqual(13, batches);
        CollectionAssert.AreEqual(new long[] { 21, 21, 21, 20, 20 }, source.Counts!.Labels.Classes.Values.ToArray());
        Assert.AreEqual(5ul, source.ClassCount);
    }

    [TestMethod]
    public void ReadEpoch_InMemory_ReadsTheViewOnceAndOnlyTheColumnsNeeded()
    {
        RowsView view = View("memory");
        using BatchSource source = Source(view, "memory");
        Assert.AreEqual(0, view.Cursors);
        for (int epoch = 1; epoch <= 3; epoch++) Rows(source, epoch);
        Assert.AreEqual(1, view.Cursors);
        CollectionAssert.AreEqual(new[] { "Features", "Label" }, view.FirstColumns);
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public void ReadEpoch_LeftEarly_EndsThreadAndCursorAndLeaksNothing(string mode)
    {
        RowsView view = View(mode);
        using BatchSource source = Source(view, mode);
        source.Load(default);
        long before = Tensor.TotalCount;
        for (int epoch = 1; epoch <= 20; epoch++)
        {
            foreach (Batch batch in source.ReadEpoch(epoch, default))
            {
                batch.Dispose();
                if (epoch % 3 != 0) break;
                Thread.Sleep(1); // the queue fills up
            }
            Assert.AreEqual(0, view.OpenCursors);
            Assert.AreEqual(before, Tensor.TotalCount);
        }
        CollectionAssert.AreEqual(Enumerable.Range(0, RowCount).ToArray(), Rows(source, 1).Order().ToArray());
    }

    [TestMethod]
    public void ReadEpoch_InsideADisposeScope_BatchesBelongToTheConsumer()
    {
        using BatchSource source = Source(View("memory"), "memory", o => o with { PrefetchBatches = 0 });
        IEnumerator<Batch> batches = source.ReadEpoch(1, default).GetEnumerator();
        using (NewDisposeScope()) Assert.IsTrue(batches.MoveNext());
        Assert.AreEqual(8 * FeatureCount, batches.Current.Features.NumberOfElements);
        _ = Values<float>(batches.Current.Features); // would throw were it disposed
        batches.Current.Dispose();
        batches.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public void ReadEpoch_Cancelled_ThrowsAndLeaksNothing(string mode)
    {
        long before = Tensor.TotalCount;
        RowsView view = View(mode);
        using (BatchSource source = Source(view, mode))
        {
            using var cancel = new CancellationTokenSource();
            int batches = 0;
            Assert.Throws<OperationCanceledException>(() =>
            {
                foreach (Batch batch in source.ReadEpoch(1, cancel.Token))
                {
                    batch.Dispose();
                    if (++batches == 3) cancel.Cancel();
                }
            });
            Assert.AreEqual(3, batches);
            Assert.Throws<OperationCanceledException>(() => Rows(source, 1, cancel.Token));
        }
        Assert.AreEqual(0, view.OpenCursors);
        Assert.AreEqual(before, Tensor.TotalCount);
    }

    [TestMethod]
    public void Dispose_DuringAnEpoch_EndsIt()
    {
        BatchSource source = Source(View("memory"), "memory");
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (Batch batch in source.ReadEpoch(1, default))
            {
                batch.Dispose();
                source.Dispose();
            }
        });
        source.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => Rows(source, 1));
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public void ReadEpoch_ManyEpochs_MemoryStaysFlat(string mode)
    {
        using BatchSource source = Source(View(mode), mode);
        for (int epoch = 1; epoch <= 20; epoch++) Rows(source, epoch);
        long managed = GC.GetTotalMemory(true), tensors = Tensor.TotalCount;
        int threads = System.Diagnostics.Process.GetCurrentProcess().Threads.Count;
        for (int epoch = 21; epoch <= 220; epoch++) Rows(source, epoch);
        Assert.AreEqual(tensors, Tensor.TotalCount);
        Assert.IsLessThan(200_000, GC.GetTotalMemory(true) - managed);
        Assert.IsLessThan(20, System.Diagnostics.Process.GetCurrentProcess().Threads.Count - threads);
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public void Split_PartsAreDisjointCompleteAndFollowFromTheSeed(string mode)
    {
        int[] Part(bool validation)
        {
            using BatchSource whole = Source(View(mode), mode);
            (BatchSource train, BatchSource part) = whole.Split(0.2, default);
            using (train)
            using (part)
            {
                int[] rows = Rows(validation ? part : train, 1);
                Assert.AreEqual(rows.Length, (validation ? part : train).Counts!.Rows);
                CollectionAssert.AreEqual(rows.Order().ToArray(), Rows(validation ? part : train, 2).Order().ToArray());
                return rows;
            }
        }
        int[] training = Part(false), held = Part(true);
        CollectionAssert.AreEqual(held, Part(true));
        CollectionAssert.AreEqual(held.Order().ToArray(), held, "validation rows come in order");
        CollectionAssert.AreNotEqual(training.Order().ToArray(), training, "training rows are shuffled");
        CollectionAssert.AreEqual(Enumerable.Range(0, RowCount).ToArray(), training.Concat(held).Order().ToArray());
        if (mode == "memory") Assert.AreEqual(21, held.Length);
        else Assert.IsTrue(held.Length is > 8 and < 36, $"{held.Length} rows");
    }

    [TestMethod]
    public void Split_InMemory_ReadsTheViewOnceAndOutlivesTheWhole()
    {
        RowsView view = View("memory");
        BatchSource whole = Source(view, "memory");
        (BatchSource train, BatchSource validation) = whole.Split(0.1, default);
        whole.Dispose();
        using (train)
        using (validation)
        {
            Assert.AreEqual(RowCount, Rows(train, 1).Length + Rows(validation, 1).Length);
            Assert.AreEqual(10, validation.Counts!.Rows);
            Assert.AreEqual(93, train.Counts!.Labels.Classes.Values.Sum());
        }
        Assert.AreEqual(1, view.Cursors);
    }

    [TestMethod]
    public void Split_OneRowOrNoFraction_IsRefused()
    {
        var view = new RowsView(1, RowsView.Vectors("Features", [1], _ => [1]));
        using var source = new BatchSource(_env, view, new() { Features = "Features" }, new());
        var one = Assert.ThrowsExactly<InvalidOperationException>(() => source.Split(0.5, default));
        StringAssert.Contains(one.Message, "One row cannot be split");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => source.Split(0, default));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => source.Split(1, default));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => source.Split(double.NaN, default));
    }

    [TestMethod]
    public void Constructor_OptionsOutOfRange_AreRefused()
    {
        BatchSourceOptions[] bad = [new() { BatchSize = 0 }, new() { CacheBytes = -1 }, new() { PrefetchBatches = -1 }, new() { DecodeThreads = 0 }];
        foreach (BatchSourceOptions options in bad)
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new BatchSource(_env, View("memory"), new() { Features = "Features" }, options));
        }
    }

    [TestMethod]
    public void ReadEpoch_TwoAtOnceFromTheView_IsRefused()
    {
        using BatchSource source = Source(View("view"), "view");
        using IEnumerator<Batch> first = source.ReadEpoch(1, default).GetEnumerator();
        first.MoveNext();
        first.Current.Dispose();
        Assert.ThrowsExactly<InvalidOperationException>(() => Rows(source, 2));
    }

    private static RowsView View(string mode) => new(RowCount,
        RowsView.Vectors("Features", [FeatureCount], Features),
        RowsView.Keys("Label", 5, row => (uint)(row % 5) + 1),
        RowsView.Texts("Unused", _ => throw new NotSupportedException("Nobody needs this column.")))
    {
        CanShuffle = mode == "shuffling view",
    };

    private static BatchSource Source(RowsView view, string mode, Func<BatchSourceOptions, BatchSourceOptions>? change = null) =>
        new(_env, view, new() { Features = "Features", LabelKind = LabelKind.Key, Label = "Label" }, (change ?? (o => o))(Options(mode)));

    private static BatchSourceOptions Options(string mode) => new() { BatchSize = 8, Seed = 7, CacheBytes = mode == "memory" ? 1 << 20 : 1000 };

    private static float[] Features(long row) => [row, row + 0.5f, -row, 1, row * row, 0];

    /// <summary>The first feature of every row of an epoch: the row's number.</summary>
    private static int[] Rows(BatchSource source, int epoch, CancellationToken token = default)
    {
        var rows = new List<int>();
        foreach (Batch batch in source.ReadEpoch(epoch, token))
        {
            using (batch)
            {
                float[] values = Values<float>(batch.Features);
                for (int i = 0; i < values.Length; i += FeatureCount) rows.Add((int)values[i]);
            }
        }
        return [.. rows];
    }

    private static T[] Values<T>(Tensor tensor)
        where T : struct
    {
        using Tensor contiguous = tensor.contiguous();
        return MemoryMarshal.Cast<byte, T>(contiguous.bytes).ToArray();
    }
}
