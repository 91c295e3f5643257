using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Tests.Batching;

[TestClass]
public class ImageResizerTests
{
    private const int Width = 7, Height = 5;

    /// <summary>What Pillow 9.4 gives for <c>image.resize((width, height), Image.BILINEAR)</c> of <see cref="Sample"/>.</summary>
    public static IEnumerable<object[]> Pillow =>
    [
        [4, 3, "24,11,236,82,31,188,150,54,130,208,73,82,41,35,225,99,110,177,167,147,119,225,101,71,58,60,214,116,149,166,"
            + "184,126,108,166,119,60"],
        [3, 9, "32,5,228,111,5,162,190,5,96,36,13,226,115,34,160,194,55,94,42,27,222,121,82,156,200,137,90,48,41,218,127,124,"
            + "152,206,131,86,54,55,214,133,164,148,212,102,82,60,69,210,139,120,144,218,104,78,66,83,206,145,93,140,214,109,"
            + "74,72,96,202,151,133,136,170,131,70,76,104,200,155,157,134,143,144,68"],
        [7, 2, "11,5,248,48,34,217,85,63,186,122,80,155,159,109,124,196,80,93,233,98,62,33,5,234,70,92,203,107,179,172,144,80,"
            + "141,181,167,110,218,114,79,174,96,48"],
        [10, 3, "5,5,252,25,12,235,51,20,213,77,29,192,103,38,170,129,47,148,155,55,126,181,64,105,207,73,83,227,80,66,22,5,"
            + "241,42,37,224,68,78,202,94,118,181,120,122,159,146,142,137,172,176,115,198,117,94,224,96,72,244,97,55,39,5,"
            + "230,59,62,213,85,135,191,111,207,170,137,113,148,163,96,126,189,161,104,215,131,83,175,118,61,115,114,44"],
    ];

    [TestMethod]
    [DynamicData(nameof(Pillow))]
    public void Resize_AsPillowDoes(int width, int height, string expected)
    {
        int[] values = [.. expected.Split(',').Select(int.Parse)];
        byte[] actual = Resize(Sample(false), Width, Height, 3, width, height);
        for (int i = 0; i < values.Length; i++) Assert.IsTrue(Math.Abs(values[i] - actual[i]) <= 1, $"value {i} is {actual[i]}, expected {values[i]}");
    }

    [TestMethod]
    [DataRow(7, 5)]
    [DataRow(1, 1)]
    [DataRow(3, 5)]
    [DataRow(7, 2)]
    [DataRow(14, 10)]
    [DataRow(19, 3)]
    [DataRow(2, 23)]
    public void Resize_IsTheTentWeightedMeanOfTheAreaUnderAPixel(int width, int height)
    {
        byte[] pixels = Sample(false), actual = Resize(pixels, Width, Height, 3, width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    double expected = Mean(pixels, x, width, y, height, c);
                    Assert.AreEqual(expected, actual[(y * width + x) * 3 + c], 0.51, $"{x}, {y}, {c}");
                }
            }
        }
    }

    [TestMethod]
    public void Resize_BlueFirst_GivesTheSameImage()
    {
        foreach ((int width, int height) in new[] { (Width, Height), (4, 9) })
        {
            var first = new byte[width * height * 3];
            var second = new byte[first.Length];
            var resizer = new ImageResizer(TensorShape.Image(3, height, width));
            resizer.Resize(Sample(false), Width, Height, false, first);
            resizer.Resize(Sample(true), Width, Height, true, second);
            CollectionAssert.AreEqual(first, second);
        }
    }

    [TestMethod]
    public void Resize_SameSize_ChangesNothing()
    {
        byte[] pixels = Sample(false), actual = Resize(pixels, Width, Height, 3, Width, Height);
        for (int i = 0; i < Width * Height; i++) CollectionAssert.AreEqual(pixels[(4 * i)..(4 * i + 3)], actual[(3 * i)..(3 * i + 3)]);
    }

    [TestMethod]
    public void Resize_OneChannel_IsTheLumaThatPillowGives()
    {
        byte[] expected = [32, 40, 47, 55, 62, 70, 77, 34, 59, 84, 108, 133, 157, 182, 37, 79, 120, 162, 203, 95, 136, 39, 98, 157, 65, 124, 182, 91, 42, 118, 193, 119, 194, 120, 119];
        CollectionAssert.AreEqual(expected, Resize(Sample(false), Width, Height, 1, Width, Height));
        for (int grey = 0; grey < 256; grey++)
        {
            byte value = (byte)grey;
            CollectionAssert.AreEqual(new[] { value, value }, Resize([value, value, value, 255, value, value, value, 255], 2, 1, 1, 1, 2));
        }
    }

    [TestMethod]
    public void Resize_ImagesOfManySizes_DoNotMix()
    {
        var resizer = new ImageResizer(TensorShape.Image(3, 4, 4));
        var random = new Random(1);
        for (int i = 0; i < 50; i++)
        {
            int width = random.Next(1, 20), height = random.Next(1, 20);
            var pixels = new byte[width * height * 4];
            random.NextBytes(pixels);
            var reused = new byte[48];
            resizer.Resize(pixels, width, height, false, reused);
            CollectionAssert.AreEqual(Resize(pixels, width, height, 3, 4, 4), reused);
        }
    }

    /// <summary>(height, width, 4) of no symmetry; alpha is junk.</summary>
    private static byte[] Sample(bool blueFirst)
    {
        var pixels = new byte[Width * Height * 4];
        for (int y = 0, i = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++, i += 4)
            {
                pixels[i + (blueFirst ? 2 : 0)] = (byte)(x * 37 + y * 11);
                pixels[i + 1] = (byte)(x * y * 29 + 5);
                pixels[i + (blueFirst ? 0 : 2)] = (byte)(255 - x * 31 - y * 7);
                pixels[i + 3] = (byte)(x * 50);
            }
        }
        return pixels;
    }

    private static byte[] Resize(byte[] pixels, int width, int height, int channels, int newWidth, int newHeight)
    {
        var result = new byte[newWidth * newHeight * channels];
        new ImageResizer(TensorShape.Image(channels, newHeight, newWidth)).Resize(pixels, width, height, false, result);
        return result;
    }

    /// <summary>Straight from the definition: every source pixel, weighted by two tents at once.</summary>
    private static double Mean(byte[] pixels, int x, int width, int y, int height, int channel)
    {
        double Tent(int i, int source, int at, int result)
        {
            double scale = (double)source / result;
            return Math.Max(0, 1 - Math.Abs(i + 0.5 - (at + 0.5) * scale) / Math.Max(1, scale));
        }
        double sum = 0, weights = 0;
        for (int j = 0; j < Height; j++)
        {
            for (int i = 0; i < Width; i++)
            {
                double weight = Tent(i, Width, x, width) * Tent(j, Height, y, height);
                sum += weight * pixels[(j * Width + i) * 4 + channel];
                weights += weight;
            }
        }
        return sum / weights;
    }
}
