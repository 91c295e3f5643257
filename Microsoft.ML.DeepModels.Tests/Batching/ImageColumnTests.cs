using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.DeepModels.Tests.Batching;

[TestClass, DoNotParallelize]
public class ImageColumnTests
{
    private static readonly MLContext _env = new(1);
    private static readonly TensorShape _shape = TensorShape.Image(3, 4, 5);

    [TestMethod]
    public void Encoded_JpegPngAndBmp_AreDecodedAndResized()
    {
        byte[][] files = [TestImages.Jpeg, TestImages.Png, TestImages.Bmp(5, 4, (x, y) => ((byte)(x * 10), (byte)(y * 10), 7))];
        float[][] rows = Rows(Encoded(3, row => files[row]), new() { Shuffle = false });
        for (int i = 0; i < rows[0].Length; i++) Assert.AreEqual(i % 3 == 0 ? 200 : i % 3 == 1 ? 100 : 50, rows[0][i], 3);
        CollectionAssert.AreEqual(new float[] { 255, 0, 0 }, rows[1][..3]);
        CollectionAssert.AreEqual(new float[] { 0, 0, 255 }, rows[1][12..15]);
        for (int y = 0; y < 4; y++)
        {
            for (int x = 0; x < 5; x++) CollectionAssert.AreEqual(new float[] { x * 10, y * 10, 7 }, rows[2][((y * 5 + x) * 3)..((y * 5 + x) * 3 + 3)]);
        }
    }

    [TestMethod]
    [DataRow(1 << 20)]
    [DataRow(200)]
    public void Encoded_AnyNumberOfThreads_SameRowsInTheSameOrder(int cacheBytes)
    {
        // Sizes differ widely, so that later rows are ready before earlier ones.
        RowsView view = Encoded(70, row => TestImages.Bmp(1 + (int)(row * 37 % 90), 1 + (int)(row * 53 % 70), (_, _) => ((byte)row, (byte)(row * 3), 9)));
        float[][]? first = null;
        foreach (int threads in new[] { 1, 2, 5 })
        {
            float[][] rows = Rows(view, new() { Shuffle = false, DecodeThreads = threads, CacheBytes = cacheBytes, BatchSize = 3 });
            Assert.HasCount(70, rows);
            for (int i = 0; i < rows.Length; i++) Assert.AreEqual(i, rows[i][0]);
            first ??= rows;
            for (int i = 0; i < rows.Length; i++) CollectionAssert.AreEqual(first[i], rows[i]);
        }
    }

    [TestMethod]
    public void Encoded_Unusable_ThrowNamesRowFormatAndSource()
    {
        foreach ((byte[] bytes, string expected) in new[]
        {
            ("GIF89a\x01\0\x01\0"u8.ToArray(), "the format is GIF; accepted are JPEG, PNG and BMP"),
            ("not an image"u8.ToArray(), "these bytes are text, not an image"),
            (TestImages.Jpeg[..^10], "a JPEG image that ends early"),
            ([.. TestImages.Png[..20], .. new byte[8], .. TestImages.Png[28..]], "PNG image of"),
            ([], "no bytes"),
        })
        {
            RowsView view = Encoded(30, row => row == 23 ? bytes : TestImages.Png);
            using var source = new BatchSource(_env, view, Columns, new() { DecodeThreads = 2 });
            var e = Assert.ThrowsExactly<InvalidOperationException>(() => source.Load(default));
            StringAssert.Contains(e.Message, "row 23 (the first is 0), column 'Image', from 'Path=images/23'");
            StringAssert.Contains(e.Message, expected);
            Assert.AreEqual(0, view.OpenCursors);
        }
    }

    [TestMethod]
    public void Encoded_Skip_LeavesOutTheUnreadableOnesInOrder()
    {
        RowsView view = Encoded(40, row => row % 7 == 5 ? "GIF89a"u8.ToArray() : row == 9 ? throw new FileNotFoundException("gone") : TestImages.Bmp(3, 3, (_, _) => ((byte)row, 0, 0)));
        using var source = new BatchSource(_env, view, Columns, new() { Shuffle = false, BadRows = BadRowHandling.Skip, DecodeThreads = 2 });
        int[] rows = [.. Rows(source).Select(r => (int)r[0])];
        CollectionAssert.AreEqual(Enumerable.Range(0, 40).Where(r => r % 7 != 5 && r != 9).ToArray(), rows);
        Assert.AreEqual(6, source.Counts!.BadRows);
        Assert.AreEqual("Path=images/5", source.Counts.FirstFault!.Source);
    }

    [TestMethod]
    public void Encoded_OneRow_IsReadWithoutTheOthers()
    {
        RowsView view = Encoded(3, row => row == 1 ? "GIF89a"u8.ToArray() : TestImages.Bmp(5, 4, (_, _) => ((byte)(row + 1), 2, 3)));
        FeatureReader reader = FeatureReader.Create(view.Schema, "Image", Columns.Input);
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        var row = new RowReading(reader, cursor);
        for (int i = 0; i < 3; i++)
        {
            cursor.MoveNext();
            RowFault? fault = row.Read();
            Assert.AreEqual(i == 1, fault is not null);
            CollectionAssert.AreEqual(i == 1 ? new byte[3] : [(byte)(i + 1), 2, 3], row.Bytes[^3..].ToArray());
        }
    }

    [TestMethod]
    public void Images_BothPixelFormatsAnySize_GiveTheSameRow()
    {
        MLImage[] images =
        [
            MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [10, 20, 30, 255]),
            MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, [30, 20, 10, 255]),
            MLImage.CreateFromPixels(9, 8, MLPixelFormat.Rgba32, [.. Enumerable.Repeat(new byte[] { 10, 20, 30, 255 }, 72).SelectMany(p => p)]),
        ];
        float[][] rows = Rows(Images(3, row => images[row]), new() { Shuffle = false });
        float[] expected = [.. Enumerable.Repeat(new float[] { 10, 20, 30 }, 20).SelectMany(p => p)];
        foreach (float[] row in rows) CollectionAssert.AreEqual(expected, row);
    }

    [TestMethod]
    public void Images_Missing_ThrowNamesTheRow()
    {
        using MLImage image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, new byte[4]);
        using var source = new BatchSource(_env, Images(5, row => row == 3 ? null : image), Columns, new());
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => source.Load(default));
        StringAssert.Contains(e.Message, "row 3 (the first is 0), column 'Image', from 'Path=images/3': there is no image");
    }

    [TestMethod]
    public void Images_FromFiles_OneUnreadable_IsNamedOrSkipped()
    {
        string folder = Directory.CreateTempSubdirectory("batching").FullName;
        try
        {
            var files = new List<string>();
            for (int i = 0; i < 12; i++)
            {
                string path = Path.Combine(folder, $"{i}.bmp");
                File.WriteAllBytes(path, i == 7 ? "not an image"u8.ToArray() : TestImages.Bmp(6, 6, (_, _) => ((byte)i, 0, 0)));
                files.Add(path);
            }
            files.Add(Path.Combine(folder, "missing.bmp"));
            var texts = new RowsView(files.Count, RowsView.Texts("Path", row => files[(int)row]));
            IDataView view = _env.Transforms.LoadImages("Image", null, "Path").Fit(texts).Transform(texts);
            using var strict = new BatchSource(_env, view, Columns, new());
            var e = Assert.ThrowsExactly<InvalidOperationException>(() => strict.Load(default));
            StringAssert.Contains(e.Message, "row 7 (the first is 0), column 'Image', from 'Path=" + files[7]);
            using var source = new BatchSource(_env, view, Columns, new() { BadRows = BadRowHandling.Skip, Shuffle = false, BatchSize = 5 });
            CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11 }, Rows(source).Select(r => (int)r[0]).ToArray());
            Assert.AreEqual(2, source.Counts!.BadRows);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static BatchColumns Columns => new() { Features = "Image", Input = new InputOptions { Shape = _shape } };

    private static RowsView Encoded(int rows, Func<long, byte[]> bytes) =>
        new(rows, RowsView.Bytes("Image", bytes), RowsView.Texts("Path", row => $"images/{row}"));

    private static RowsView Images(int rows, Func<long, MLImage?> image) =>
        new(rows, RowsView.Values("Image", new ImageDataViewType(), image), RowsView.Texts("Path", row => $"images/{row}"));

    private static float[][] Rows(IDataView view, BatchSourceOptions options)
    {
        using var source = new BatchSource(_env, view, Columns, options);
        return Rows(source);
    }

    /// <summary>The pixels of every row, (height, width, channels), 0 to 255.</summary>
    private static float[][] Rows(BatchSource source)
    {
        var rows = new List<float[]>();
        foreach (Batch batch in source.ReadEpoch(1, default))
        {
            using (batch)
            {
                using var interleaved = batch.Features.permute(0, 2, 3, 1); // (batch, height, width, channels)
                float[] values = MemoryMarshal.Cast<byte, float>(interleaved.bytes).ToArray();
                foreach (float[] row in values.Chunk(_shape.ElementCount)) rows.Add([.. row.Select(v => MathF.Round(v * 255, 3))]);
            }
        }
        return [.. rows];
    }
}
