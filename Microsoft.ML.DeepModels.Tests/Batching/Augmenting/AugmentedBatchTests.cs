using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using TorchSharp;
using static TorchSharp.torch;
using Batch = Microsoft.ML.DeepModels.Tensors.Batch;

namespace Microsoft.ML.DeepModels.Tests.Batching.Augmenting;

/// <summary>Augmented batches as training gets them.</summary>
[TestClass, DoNotParallelize]
public class AugmentedBatchTests
{
    private const int RowCount = 33, Side = 6, Pixels = 3 * Side * Side;

    private static readonly MLContext s_env = new(1);

    private static readonly Augmentation s_all = new()
    {
        Crop = new ResizedCrop { MinimumArea = 0.3 }, HorizontalFlip = 0.5, VerticalFlip = 0.5, Rotation = 20, Erasing = new() { Noise = true }, RandAugment = new(),
        ColorJitter = new() { Brightness = 0.4, Contrast = 0.4, Saturation = 0.4, Hue = 0.1 }
    };

    /// <summary>In memory; beyond memory with a view that can shuffle, and with one that cannot.</summary>
    public static IEnumerable<object[]> Modes => [["memory"], ["view"], ["shuffling view"]];

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public void ReadEpoch_OfOneSeed_ChangesEachRowAlikeWhateverThreadsAndMemory(string mode)
    {
        var expected = Rows("memory", 2, options => options with { DecodeThreads = 1, PrefetchBatches = 0 });
        foreach (int threads in new[] { 1, 3, 8 })
        {
            var actual = Rows(mode, 2, options => options with { DecodeThreads = threads });
            for (int row = 0; row < RowCount; row++) CollectionAssert.AreEqual(expected[row], actual[row], $"row {row} with {threads} threads");
        }
        var otherBatches = Rows(mode, 2, options => options with { BatchSize = 5 });
        for (int row = 0; row < RowCount; row++) CollectionAssert.AreEqual(expected[row], otherBatches[row], $"row {row} in other batches");
    }

    [TestMethod]
    public void ReadEpoch_OfOneSeed_MixesAlikeWhateverTheThreads()
    {
        float[] Mixed(int threads)
        {
            using var source = Source("memory", options => options with { DecodeThreads = threads, Augmentation = s_all with { Mixup = 0.4, CutMix = 1 } });
            return [.. source.ReadEpoch(1, default).SelectMany(batch =>
            {
                using (batch) return Values(batch.Features).Concat(Values(batch.Weights ?? batch.Labels!)).ToArray();
            })];
        }
        CollectionAssert.AreEqual(Mixed(1), Mixed(8));
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public void ReadEpoch_OtherEpochOrSeed_ChangesRowsOtherwise(string mode)
    {
        var first = Rows(mode, 1);
        foreach (var other in new[] { Rows(mode, 2), Rows(mode, 1, options => options with { Seed = 8 }) })
            Assert.IsGreaterThan(RowCount - 2, Enumerable.Range(0, RowCount).Count(row => !first[row].SequenceEqual(other[row])));
        Assert.HasCount(RowCount, first.Values.Select(row => string.Join(" ", row)).Distinct().ToList());
    }

    [TestMethod]
    public void ReadEpoch_OfEncodedImages_ChangesEachRowAlikeWhateverThreadsAndMemory()
    {
        Dictionary<int, float[]> Encoded(int threads, long cache)
        {
            var view = new RowsView(RowCount, RowsView.Bytes("Features", row => TestImages.Bmp(8, 7, (x, y) => ((byte)(row * 5), (byte)(x * 30), (byte)(y * 30)))), RowsView.Singles("Label", row => row))
            {
                CanShuffle = true
            };
            var columns = Columns with { Input = new() { Shape = TensorShape.Image(3, 7, 8) } };
            return Rows(new BatchSource(s_env, view, columns, Options("memory") with { DecodeThreads = threads, CacheBytes = cache }), 3);
        }
        var expected = Encoded(1, 1 << 20);
        foreach (var actual in new[] { Encoded(5, 1 << 20), Encoded(3, 2000) })
            for (int row = 0; row < RowCount; row++) CollectionAssert.AreEqual(expected[row], actual[row], $"row {row}");
        Assert.HasCount(RowCount, expected.Values.Select(row => string.Join(" ", row)).Distinct().ToList());
    }

    [TestMethod]
    public void ReadEpoch_OfEqualPictures_ChangesEachOtherwise()
    {
        var view = new RowsView(RowCount, RowsView.Vectors("Features", [3, Side, Side], _ => Picture(4)), RowsView.Singles("Label", row => row));
        var rows = Rows(new BatchSource(s_env, view, Columns, Options("memory")), 1);
        Assert.HasCount(RowCount, rows.Values.Select(row => string.Join(" ", row)).Distinct().ToList());
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public void Split_ValidationRows_StayAsTheyAre(string mode)
    {
        using var whole = Source(mode);
        var (train, validation) = whole.Split(0.3, default);
        using (train)
        using (validation)
        {
            var held = Read(validation, 1);
            Assert.IsGreaterThan(3, held.Count);
            foreach (var (row, values) in held) CollectionAssert.AreEqual(Interleaved(Picture(row)), values, $"row {row}");
            var learned = Read(train, 1);
            Assert.AreEqual(RowCount, held.Count + learned.Count);
            Assert.IsGreaterThan(learned.Count / 2, learned.Count(row => !Interleaved(Picture(row.Key)).SequenceEqual(row.Value)));
        }
    }

    [TestMethod]
    [DataRow(0.4, 0.0)]
    [DataRow(0.0, 1.0)]
    [DataRow(0.4, 1.0)]
    public void ReadEpoch_Mixed_LabelsHaveThePartsOfTheirPictures(double mixup, double cutMix)
    {
        // Each picture is of one value, which is its label.
        var view = new RowsView(RowCount, RowsView.Vectors("Features", [1, Side, Side], row => [.. Enumerable.Repeat((float)row, Side * Side)]),
            RowsView.Singles("Label", row => row), RowsView.Singles("Weight", row => 1 + row % 3));
        foreach (bool weighted in new[] { false, true })
        {
            using var source = new BatchSource(s_env, view, Columns with { Weight = weighted ? "Weight" : null },
                Options("memory") with { Augmentation = new() { Mixup = mixup, CutMix = cutMix } });
            int mixed = 0, blended = 0, cut = 0;
            var parts = new List<float>();
            for (int epoch = 1; epoch <= 6; epoch++)
            {
                foreach (Batch batch in source.ReadEpoch(epoch, default))
                {
                    using (batch)
                    {
                        float[] features = Values(batch.Features), labels = Values(batch.Labels!);
                        float[] weights = batch.Weights is null ? [.. labels.Select(_ => 1f)] : Values(batch.Weights);
                        int count = batch.Count;
                        if (!batch.IsMixed)
                        {
                            Assert.HasCount(count, labels);
                            for (int i = 0; i < count; i++) Assert.IsTrue(features.AsSpan(i * 36, 36).ToArray().All(value => value == labels[i]));
                            continue;
                        }
                        mixed++;
                        float Weight(float label) => weighted ? 1 + label % 3 : 1;
                        for (int i = 0; i < count; i++)
                        {
                            float own = weights[i] / Weight(labels[i]), other = weights[count + i] / Weight(labels[count + i]);
                            Assert.AreEqual(1, own + other, 1e-5);
                            Assert.IsTrue(own >= other, "the larger part comes first");
                            if (mixup == 0) Assert.IsTrue(features.AsSpan(i * 36, 36).ToArray().All(value => value == labels[i] || value == labels[count + i]));
                            Assert.AreEqual(own * labels[i] + other * labels[count + i], features.AsSpan(i * 36, 36).ToArray().Average(), 2e-4f);
                        }
                        parts.Add(weights[0] / Weight(labels[0]));
                        bool whole = Enumerable.Range(0, count).All(i => features.AsSpan(i * 36, 36).ToArray().Distinct().Count() == 1);
                        if (whole) blended++;
                        else cut++;
                    }
                }
            }
            Assert.IsGreaterThan(15, mixed);
            Assert.IsGreaterThan(5, parts.Distinct().Count());
            if (mixup == 0) Assert.AreEqual(0, blended);
            else if (cutMix == 0) Assert.AreEqual(0, cut);
            else Assert.IsTrue(blended > 3 && cut > 3, $"{blended} and {cut}");
        }
    }

    [TestMethod]
    public void ReadEpoch_MixedByAllOrNothing_GivesExactlyTheRows()
    {
        // With so small an alpha lambda is 0 or 1.
        using var source = Source("memory", options => options with { Augmentation = new() { Mixup = 1e-9 } });
        int mixed = 0, all = 0;
        for (int epoch = 1; epoch <= 4; epoch++)
        {
            foreach (Batch batch in source.ReadEpoch(epoch, default))
            {
                using (batch)
                {
                    all++;
                    if (batch.IsMixed)
                    {
                        mixed++;
                        CollectionAssert.AreEqual(Enumerable.Range(0, 2 * batch.Count).Select(i => i < batch.Count ? 1f : 0).ToArray(), Values(batch.Weights!));
                    }
                    float[] features = Values(batch.Features), labels = Values(batch.Labels!);
                    for (int i = 0; i < batch.Count; i++)
                        CollectionAssert.AreEqual(Interleaved(Picture((long)labels[i])), features[(i * Pixels)..((i + 1) * Pixels)]);
                }
            }
        }
        Assert.IsTrue(mixed > 0 && mixed < all, $"{mixed} of {all}");
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public void ReadEpoch_LeftEarly_LeaksNothing(string mode) => LeakTest.Run(() =>
    {
        using var source = Source(mode, options => options with { Augmentation = s_all with { Mixup = 1, CutMix = 1 } });
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            foreach (Batch batch in source.ReadEpoch(epoch, default))
            {
                batch.Dispose();
                if (epoch == 2) break;
            }
        }
    });

    [TestMethod]
    public void ReadEpoch_ColorsOfValuesThatAreNone_SaysSo()
    {
        using var leaks = new Training.TensorLeaks();
        var view = new RowsView(20, RowsView.Vectors("Pixels", [1, 2, 2], row => [0, 0.5f, 1, row == 7 ? 37.5f : 0]), RowsView.Singles("Label", row => row));
        foreach (int threads in new[] { 1, 4 })
        {
            using var source = new BatchSource(s_env, view, Columns with { Features = "Pixels" },
                Options("memory") with { DecodeThreads = threads, Augmentation = new() { ColorJitter = new() { Brightness = 0.1 } } });
            var e = Assert.ThrowsExactly<InvalidOperationException>(() => Read(source, 1));
            Assert.AreEqual("Augmentation changes colours, which need values from 0 to 1, but there is 37.5 in column 'Pixels'. " +
                "Scale the column, use images or bytes, or leave ColorJitter and RandAugment out.", e.Message);
            // Geometry minds no values.
            using var turned = new BatchSource(s_env, view, Columns with { Features = "Pixels" }, Options("memory") with { Augmentation = new() { Rotation = 5 } });
            Assert.HasCount(20, Read(turned, 1));
        }
    }

    [TestMethod]
    public void Constructor_RowsThatAreNoImages_SaysSo()
    {
        Refused([6], s_all, "Augmentation is for images, (channels, height, width), but column 'Features' has rows of 6.");
        Refused([2, 3, 4], s_all, "ColorJitter and RandAugment of Augmentation need images of 1 or 3 channels, but column 'Features' has images of 2x3x4.");
        var view = new RowsView(5, RowsView.Vectors("Features", [2, 3, 4], row => new float[24]), RowsView.Singles("Label", row => row));
        using var geometry = new BatchSource(s_env, view, Columns, Options("memory") with { Augmentation = new() { Rotation = 10, Crop = new ResizedCrop() } });
        Assert.HasCount(5, Read(geometry, 1));

        static void Refused(int[] shape, Augmentation augmentation, string message)
        {
            var view = new RowsView(5, RowsView.Vectors("Features", shape, _ => []), RowsView.Singles("Label", row => row));
            var e = Assert.ThrowsExactly<ArgumentException>(() => new BatchSource(s_env, view, Columns, Options("memory") with { Augmentation = augmentation }));
            Assert.StartsWith(message, e.Message);
        }
    }

    private static BatchColumns Columns => new() { Features = "Features", LabelKind = LabelKind.Single, Label = "Label" };

    private static BatchSource Source(string mode, Func<BatchSourceOptions, BatchSourceOptions>? change = null)
    {
        var view = new RowsView(RowCount, RowsView.Vectors("Features", [3, Side, Side], Picture), RowsView.Singles("Label", row => row)) { CanShuffle = mode == "shuffling view" };
        return new BatchSource(s_env, view, Columns, (change ?? (options => options))(Options(mode)));
    }

    private static BatchSourceOptions Options(string mode) =>
        new() { BatchSize = 8, Seed = 7, CacheBytes = mode == "memory" ? 1 << 20 : 12 * Pixels * sizeof(float), Augmentation = s_all };

    /// <summary>(channels, height, width)</summary>
    private static float[] Picture(long row) => [.. Enumerable.Range(0, Pixels).Select(i => (i * 37 + row * 101) % 251 / 255f)];

    private static float[] Interleaved(float[] planar) => [.. Enumerable.Range(0, Pixels).Select(i => planar[i % 3 * Side * Side + i / 3])];

    private static Dictionary<int, float[]> Rows(string mode, int epoch, Func<BatchSourceOptions, BatchSourceOptions>? change = null) => Rows(Source(mode, change), epoch);

    private static Dictionary<int, float[]> Rows(BatchSource source, int epoch)
    {
        using (source) return Read(source, epoch);
    }

    /// <summary>The pictures of an epoch by their rows.</summary>
    private static Dictionary<int, float[]> Read(BatchSource source, int epoch)
    {
        var rows = new Dictionary<int, float[]>();
        foreach (Batch batch in source.ReadEpoch(epoch, default))
        {
            using (batch)
            {
                float[] features = Values(batch.Features), labels = Values(batch.Labels!);
                int size = features.Length / batch.Count;
                for (int i = 0; i < batch.Count; i++) rows.Add((int)labels[i], features[(i * size)..((i + 1) * size)]);
            }
        }
        return rows;
    }

    /// <summary>As they lie in memory: images (height, width, channels).</summary>
    private static float[] Values(Tensor tensor)
    {
        using Tensor last = tensor.dim() == 4 ? tensor.permute(0, 2, 3, 1) : tensor.alias();
        using Tensor contiguous = last.contiguous();
        return MemoryMarshal.Cast<byte, float>(contiguous.bytes).ToArray();
    }
}
