using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

[TestClass]
public sealed class MLImageTests
{
    private string _folder = "";

    [TestInitialize]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("mlimage").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow(MLPixelFormat.Bgra32)]
    [DataRow(MLPixelFormat.Rgba32)]
    public void CreateFromPixels_AnyFormat_KeepsThePixels(MLPixelFormat format)
    {
        byte[] pixels = [1, 2, 3, 255, 4, 5, 6, 255];
        using var image = MLImage.CreateFromPixels(2, 1, format, pixels);
        Assert.AreEqual((2, 1, 32, format), (image.Width, image.Height, image.BitsPerPixel, image.PixelFormat));
        CollectionAssert.AreEqual(pixels, image.Pixels.ToArray());
        byte[] blueFirst = format == MLPixelFormat.Bgra32 ? [1, 2, 3, 4, 5, 6] : [3, 2, 1, 6, 5, 4];
        CollectionAssert.AreEqual(blueFirst, image.GetBGRPixels);
    }

    [TestMethod]
    public void CreateFromPixels_WrongArguments_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, new byte[7]));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(0, 1, MLPixelFormat.Bgra32, []));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Unknown, new byte[4]));
    }

    [TestMethod]
    public void Save_Png_ReadsBackTheSamePixels()
    {
        using var image = Gradient(7, 5);
        image.Save(PathOf("a.png"));
        using var read = MLImage.CreateFromFile(PathOf("a.png"));
        Assert.AreEqual((7, 5), (read.Width, read.Height));
        CollectionAssert.AreEqual(image.GetBGRPixels, read.GetBGRPixels);
    }

    [TestMethod]
    public void Save_Jpeg_ReadsBackAlmostTheSamePixels()
    {
        using var image = Gray(16, 16);
        image.Save(PathOf("a.jpg"));
        using var stream = File.OpenRead(PathOf("a.jpg"));
        using var read = MLImage.CreateFromStream(stream);
        AssertNear(image.GetBGRPixels, read.GetBGRPixels);
    }

    [TestMethod]
    public void Save_UnknownOrUnencodableExtension_IsRefused()
    {
        using var image = Gradient(2, 2);
        Assert.Throws<ArgumentException>(() => image.Save(PathOf("a.txt")));
        Assert.Throws<ArgumentException>(() => image.Save(PathOf("a.bmp")));
    }

    [TestMethod]
    public void CreateFromStream_Bitmap_IsDecoded()
    {
        // 2 x 1 pixels of 24 bits: blue, then red.
        byte[] bytes =
        [
            0x42, 0x4D, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 8, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0,
        ];
        using var image = MLImage.CreateFromStream(new MemoryStream(bytes));
        CollectionAssert.AreEqual(new byte[] { 255, 0, 0, 0, 0, 255 }, image.GetBGRPixels);
    }

    [TestMethod]
    public void CreateFromStream_RotatedByExif_IsNotTurned()
    {
        using var image = Gray(24, 8);
        image.Save(PathOf("a.jpg"));
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, // orientation 6: a quarter turn
        ];
        var bytes = File.ReadAllBytes(PathOf("a.jpg"));
        using var read = MLImage.CreateFromStream(new MemoryStream([.. bytes[..2], .. exif, .. bytes[2..]]));
        Assert.AreEqual((24, 8), (read.Width, read.Height));
    }

    [TestMethod]
    public void CreateFrom_NothingToDecode_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromStream(null!));
        var error = Assert.Throws<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream([1, 2, 3, 4, 5, 6, 7, 8])));
        StringAssert.StartsWith(error.Message, "Invalid input stream contents");
        error = Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile(PathOf("missing.png")));
        StringAssert.StartsWith(error.Message, "Invalid path");
    }

    [TestMethod]
    public void Dispose_Twice_LeavesAnUnusableImage()
    {
        var image = Gradient(2, 2);
        image.Tag = "seen";
        Assert.AreEqual("seen", image.Tag);
        image.Dispose();
        image.Dispose();
        Assert.Throws<InvalidOperationException>(() => image.Width);
        Assert.Throws<InvalidOperationException>(() => image.GetBGRPixels);
        Assert.Throws<InvalidOperationException>(() => image.Tag);
    }

    internal static MLImage Gradient(int width, int height)
    {
        var pixels = new byte[width * height * 4];
        for (var i = 0; i < width * height; i++)
            (pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2], pixels[4 * i + 3]) = ((byte)(5 * i), (byte)(200 - 3 * i), (byte)(i * i), 255);
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels);
    }

    internal static void AssertNear(byte[] expected, byte[] actual)
    {
        Assert.AreEqual(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.IsTrue(Math.Abs(expected[i] - actual[i]) <= 2, $"byte {i}: expected {expected[i]}, got {actual[i]}");
    }

    private static MLImage Gray(int width, int height)
    {
        var pixels = Enumerable.Range(0, width * height).SelectMany(i => new[] { (byte)(4 * (i % width)), (byte)(4 * (i % width)), (byte)(4 * (i % width)), (byte)255 });
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels.ToArray());
    }

    private string PathOf(string file) => Path.Combine(_folder, file);
}
