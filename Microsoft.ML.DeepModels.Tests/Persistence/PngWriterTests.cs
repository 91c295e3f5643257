using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Tests.Persistence;

/// <summary>What is written is read by another decoder.</summary>
[TestClass]
public class PngWriterTests
{
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(7, 5)]
    [DataRow(64, 33)]
    public void Encode_Rgb_IsDecodedToTheSamePixels(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(1).NextBytes(pixels);
        AssertPixels(pixels, width, height, PngWriter.Encode(pixels, width, height, 3));
    }

    [TestMethod]
    public void Encode_Grey_IsDecodedToTheSameGrey()
    {
        var pixels = new byte[9 * 4];
        new Random(2).NextBytes(pixels);
        AssertPixels([.. pixels.SelectMany(p => new[] { p, p, p })], 9, 4, PngWriter.Encode(pixels, 9, 4, 1));
    }

    [TestMethod]
    public void Encode_SmoothImage_IsDecodedAndSmall()
    {
        // Ramps are what the Sub filter is for.
        var pixels = new byte[256 * 64 * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i / 3 % 256 + i % 3 * 40);
        byte[] png = PngWriter.Encode(pixels, 256, 64, 3);
        AssertPixels(pixels, 256, 64, png);
        Assert.IsTrue(png.Length < pixels.Length / 50, $"{png.Length} of {pixels.Length} bytes");
    }

    [TestMethod]
    public void Encode_Values_AreRoundedAndClamped()
    {
        byte[] png = PngWriter.Encode([0, 1, 0.5f, -3, 7, float.NaN, 0.2f, 0.0019f, 0.0020f], TensorShape.Image(1, 3, 3));
        byte[] grey = [0, 255, 128, 0, 255, 0, 51, 0, 1];
        AssertPixels([.. grey.SelectMany(p => new[] { p, p, p })], 3, 3, png);
    }

    [TestMethod]
    public void Encode_Grey_IsTheDocumentedFormat()
    {
        byte[] png = PngWriter.Encode([0x10, 0x20], 2, 1, 1);
        CollectionAssert.AreEqual(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 0, 0, 0 }, png[..29]);
        // The checksum of every end chunk.
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82 }, png[^12..]);
    }

    [TestMethod]
    public void Encode_WrongSize_SaysWhatWasExpected()
    {
        StringAssert.StartsWith(Assert.Throws<ArgumentException>(() => PngWriter.Encode(new byte[11], 2, 2, 3)).Message,
            "2x2 pixels of 3 channels are 12 bytes, got 11.");
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => PngWriter.Encode(new byte[8], 2, 2, 2)).Message,
            "A PNG image here has 1 channel (grey) or 3 (RGB), got 2.");
        StringAssert.StartsWith(Assert.Throws<ArgumentException>(() => PngWriter.Encode(new float[8], new TensorShape(8))).Message,
            "An image has the shape (channels, height, width), got 8.");
    }

    /// <param name="rgb">the pixels that are expected</param>
    /// <param name="width">of the image</param>
    /// <param name="height">of the image</param>
    /// <param name="png">the file</param>
    internal static void AssertPixels(byte[] rgb, int width, int height, byte[] png)
    {
        using var image = MLImage.CreateFromStream(new MemoryStream(png));
        Assert.AreEqual((width, height), (image.Width, image.Height));
        byte[] bgr = image.GetBGRPixels;
        for (int i = 0; i < rgb.Length; i++) Assert.AreEqual(rgb[i], bgr[i - i % 3 + 2 - i % 3], $"pixel {i / 3}, channel {i % 3}");
    }
}
