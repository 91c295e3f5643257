using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Batching.Augmenting;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Tests.Batching.Augmenting;

/// <summary>What is drawn for a row, and how often.</summary>
[TestClass]
public class RowAugmenterTests
{
    private const int Draws = 4000;

    // 1 x 3 x 3
    private static readonly float[] s_picture = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    [TestMethod]
    public void Flips_OfProbabilityOne_ChangeSides()
    {
        CollectionAssert.AreEqual(new float[] { 3, 2, 1, 6, 5, 4, 9, 8, 7 }, Apply(new() { HorizontalFlip = 1 }));
        CollectionAssert.AreEqual(new float[] { 7, 8, 9, 4, 5, 6, 1, 2, 3 }, Apply(new() { VerticalFlip = 1 }));
        CollectionAssert.AreEqual(new float[] { 9, 8, 7, 6, 5, 4, 3, 2, 1 }, Apply(new() { HorizontalFlip = 1, VerticalFlip = 1 }));
        CollectionAssert.AreEqual(s_picture, Apply(new()));
    }

    [TestMethod]
    public void Rotate_ByRightAngles_IsCounterclockwiseAndExact()
    {
        AssertRotated(90, [3, 6, 9, 2, 5, 8, 1, 4, 7]);
        AssertRotated(-90, [7, 4, 1, 8, 5, 2, 9, 6, 3]);
        AssertRotated(180, [9, 8, 7, 6, 5, 4, 3, 2, 1]);

        static void AssertRotated(double degrees, float[] expected)
        {
            var result = new float[9];
            new ImageSampler(1, 3, 3).Sample(s_picture, AffineMap.Rotate(degrees, 3, 3), new(0, 0, 3, 3), false, result, false);
            for (int i = 0; i < 9; i++) Assert.AreEqual(expected[i], result[i], 1e-5f, $"{degrees} degrees, value {i}");
        }
    }

    [TestMethod]
    public void Then_IsOneAfterTheOther()
    {
        // to the right by one, then flipped: the column of zeros is on the right
        var map = AffineMap.Translate(1, 0).Then(AffineMap.FlipHorizontally(3));
        var result = new float[9];
        new ImageSampler(1, 3, 3).Sample(s_picture, map, new(0, 0, 3, 3), false, result, false);
        CollectionAssert.AreEqual(new float[] { 2, 1, 0, 5, 4, 0, 8, 7, 0 }, result);
    }

    [TestMethod]
    public void PaddedCrop_MovesByWholePixelsEvenly()
    {
        var zeros = new Dictionary<string, int>();
        var mirrored = new HashSet<string>();
        for (ulong seed = 0; seed < Draws; seed++)
        {
            string key = string.Join(" ", Apply(new() { Crop = new PaddedCrop { Pixels = 1 } }, seed));
            zeros[key] = zeros.GetValueOrDefault(key) + 1;
            mirrored.Add(string.Join(" ", Apply(new() { Crop = new PaddedCrop { Pixels = 1, Reflect = true } }, seed)));
        }
        Assert.HasCount(9, zeros);
        foreach (var (key, count) in zeros) Assert.AreEqual(Draws / 9.0, count, Draws / 40.0, key);
        Assert.Contains("1 2 3 4 5 6 7 8 9", zeros.Keys);
        Assert.Contains("0 0 0 0 1 2 0 4 5", zeros.Keys);
        Assert.Contains("5 6 0 8 9 0 0 0 0", zeros.Keys);
        Assert.HasCount(9, mirrored);
        Assert.Contains("5 4 5 2 1 2 5 4 5", mirrored);
        Assert.Contains("5 6 5 8 9 8 5 6 5", mirrored);
    }

    [TestMethod]
    public void Flip_OfAProbability_ComesThatOften()
    {
        int flipped = 0, both = 0;
        for (ulong seed = 0; seed < Draws; seed++)
        {
            float[] result = Apply(new() { HorizontalFlip = 0.3, VerticalFlip = 0.5 }, seed);
            bool horizontal = result[0] is 3 or 9, vertical = result[0] is 7 or 9;
            if (horizontal) flipped++;
            if (horizontal && vertical) both++;
        }
        Assert.AreEqual(0.3, flipped / (double)Draws, 0.03);
        Assert.AreEqual(0.15, both / (double)Draws, 0.03);
    }

    [TestMethod]
    public void ResizedCrop_Windows_AreWithinTheirRangesAndOfEveryKind()
    {
        var crop = new ResizedCrop { MinimumArea = 0.2, MaximumArea = 0.6 };
        var random = new RandomStream(5);
        double sum = 0;
        int touching = 0;
        for (int i = 0; i < Draws; i++)
        {
            var window = PixelWindow.Draw(crop, 100, 120, ref random);
            double area = window.Height * window.Width / 12000.0, ratio = window.Width / (double)window.Height;
            Assert.IsTrue(area is > 0.19 and < 0.62 && ratio is > 0.73 and < 1.37, $"{window}");
            Assert.IsTrue(window.Top >= 0 && window.Left >= 0 && window.Top + window.Height <= 100 && window.Left + window.Width <= 120, $"{window}");
            sum += area;
            if (window.Top == 0 || window.Top + window.Height == 100) touching++;
        }
        Assert.AreEqual(0.4, sum / Draws, 0.02);
        Assert.IsGreaterThan(20, touching);
    }

    [TestMethod]
    public void ResizedCrop_NoneFits_TakesTheCentre()
    {
        var random = new RandomStream(5);
        Assert.AreEqual(new PixelWindow(0, 43, 10, 13), PixelWindow.Draw(new ResizedCrop { MinimumArea = 1 }, 10, 100, ref random));
        Assert.AreEqual(new PixelWindow(43, 0, 13, 10), PixelWindow.Draw(new ResizedCrop { MinimumArea = 1 }, 100, 10, ref random));
    }

    [TestMethod]
    public void Erasing_TakesARectangleOfTheAreaAskedFor()
    {
        var shape = TensorShape.Image(2, 20, 24);
        float[] picture = [.. Enumerable.Repeat(3f, shape.ElementCount)]; // not from 0 to 1, which erasing does not mind
        int erased = 0;
        for (ulong seed = 0; seed < 500; seed++)
        {
            float[] result = Apply(new() { Erasing = new RandomErasing { Probability = 0.7 } }, seed, picture, shape);
            int[] gone = [.. Enumerable.Range(0, 480).Where(i => result[2 * i] == 0)];
            if (gone.Length == 0) continue;
            erased++;
            int top = gone.Min(i => i / 24), bottom = gone.Max(i => i / 24), left = gone.Min(i => i % 24), right = gone.Max(i => i % 24);
            Assert.AreEqual((bottom - top + 1) * (right - left + 1), gone.Length, "a rectangle");
            Assert.IsTrue(gone.Length is >= 5 and <= 185, $"{gone.Length} pixels");
            Assert.AreEqual(2 * gone.Length, result.Count(value => value == 0), "all channels");
        }
        Assert.AreEqual(0.7, erased / 500.0, 0.06);
        float[] noise = Apply(new() { Erasing = new RandomErasing { Probability = 1, MinimumArea = 0.3, Noise = true } }, 1, picture, shape);
        float[] drawn = [.. noise.Where(value => value != 3)];
        Assert.IsTrue(drawn.Length > 200 && drawn.All(value => value is >= 0 and < 1) && drawn.Distinct().Count() > 200);
        Assert.AreEqual(0.5, drawn.Average(), 0.1);
    }

    [TestMethod]
    public void ColorJitter_Brightness_IsEvenWithinItsRange()
    {
        var factors = new List<double>();
        for (ulong seed = 0; seed < Draws; seed++)
            factors.Add(Apply(new() { ColorJitter = new ColorJitter { Brightness = 0.4 } }, seed, [0.5f], TensorShape.Image(1, 1, 1))[0] / 0.5);
        Assert.IsTrue(factors.Min() is > 0.599 and < 0.61 && factors.Max() is < 1.401 and > 1.39);
        Assert.AreEqual(1, factors.Average(), 0.02);
    }

    [TestMethod]
    public void RandAugment_OverManyRows_UsesAllOfItsTable()
    {
        var shape = TensorShape.Image(3, 12, 12);
        float[] picture = [.. Enumerable.Range(0, shape.ElementCount).Select(i => i * 37 % 200 / 255f)];
        int unchanged = 0;
        var results = new HashSet<string>();
        for (ulong seed = 0; seed < 1400; seed++)
        {
            float[] result = Apply(new() { RandAugment = new RandAugment { Operations = 1 } }, seed, picture, shape);
            Assert.IsTrue(result.All(value => value is >= 0 and <= 1));
            if (result.Zip(picture).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6)) unchanged++;
            results.Add(string.Join(" ", result));
        }
        // Nothing, and at this size neither equalize nor, without any value that high, solarize; posterize to 7 bits does.
        Assert.AreEqual(1400 * 2 / 14.0, unchanged, 60);
        // Nine of the changes go either way.
        Assert.IsTrue(results.Count is >= 21 and <= 24, $"{results.Count}");
    }

    [TestMethod]
    public void Apply_FromBytesAndFromFloats_IsTheSame()
    {
        var shape = TensorShape.Image(3, 9, 7);
        byte[] bytes = [.. Enumerable.Range(0, shape.ElementCount).Select(i => (byte)(i * 31))];
        float[] floats = [.. bytes.Select(value => value / 255f)];
        var all = new Augmentation
        {
            Crop = new ResizedCrop(), HorizontalFlip = 0.5, VerticalFlip = 0.5, Rotation = 30, ColorJitter = new() { Brightness = 0.4, Contrast = 0.4, Saturation = 0.4, Hue = 0.1 },
            Erasing = new(), RandAugment = new()
        };
        for (ulong seed = 0; seed < 50; seed++)
        {
            float[] expected = Apply(all, seed, floats, shape), actual = new float[shape.ElementCount];
            new RowAugmenter(all, new FeatureLayout(shape, RowElement.Byte)).Apply(bytes, seed, actual);
            for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 5e-3f, $"seed {seed}, value {i}"); // a value between two levels may be rounded either way
        }
    }

    [TestMethod]
    public void Apply_OverManyRows_AllocatesNothing()
    {
        var shape = TensorShape.Image(3, 9, 7);
        var all = new Augmentation { Crop = new ResizedCrop(), Rotation = 30, ColorJitter = new() { Brightness = 0.4, Hue = 0.1 }, Erasing = new() { Noise = true }, RandAugment = new() };
        var augmenter = new RowAugmenter(all, new FeatureLayout(shape, RowElement.Byte));
        byte[] row = new byte[shape.ElementCount];
        var result = new float[shape.ElementCount];
        for (ulong seed = 0; seed < 50; seed++) augmenter.Apply(row, seed, result);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong seed = 0; seed < 200; seed++) augmenter.Apply(row, seed, result);
        Assert.IsLessThan(2000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static float[] Apply(Augmentation augmentation, ulong seed = 0) => Apply(augmentation, seed, s_picture, TensorShape.Image(1, 3, 3));

    private static float[] Apply(Augmentation augmentation, ulong seed, float[] picture, TensorShape shape)
    {
        var result = new float[picture.Length];
        float? bad = new RowAugmenter(augmentation, new FeatureLayout(shape, RowElement.Single)).Apply(MemoryMarshal.AsBytes(picture.AsSpan()), seed, result);
        Assert.IsNull(bad);
        return result;
    }
}
