using Microsoft.ML.DeepModels.Batching.Augmenting;

namespace Microsoft.ML.DeepModels.Tests.Batching.Augmenting;

/// <summary>Each operation against torchvision's.</summary>
[TestClass]
public class AugmentationGoldenTests
{
    private static readonly AugmentationGolden s_golden = AugmentationGolden.Instance;

    private static int Height => s_golden.Height;

    private static int Width => s_golden.Width;

    [TestMethod]
    public void ColorPlanes_EveryOperation_AsInTorchvision()
    {
        Assert.AreEqual(Enum.GetNames<ColorOperation>().Length, s_golden.Colors.Select(color => color.Operation).Distinct().Count());
        foreach (var color in s_golden.Colors)
        {
            var planes = new ColorPlanes(color.Channels, Height, Width);
            new ImageSampler(color.Channels, Height, Width).Sample(s_golden.Picture(color.Channels), AffineMap.Identity, Whole, false, planes.Values, true);
            planes.Apply(new ColorStep(Enum.Parse<ColorOperation>(color.Operation), color.Value));
            var result = new float[Height * Width * color.Channels];
            planes.Interleave(result);
            AssertClose(color.Result, result, $"{color.Operation} {color.Value} of {color.Channels} channels");
        }
    }

    [TestMethod]
    public void ColorPlanes_OperationsOnColors_LeaveGreyPicturesAlone()
    {
        var planes = new ColorPlanes(1, Height, Width);
        float[] picture = s_golden.Picture(1);
        picture.CopyTo(planes.Values);
        planes.Apply(new(ColorOperation.Saturation, 0.3f));
        planes.Apply(new(ColorOperation.Hue, 0.3f));
        CollectionAssert.AreEqual(picture, planes.Values.ToArray());
    }

    [TestMethod]
    public void RandAugment_Geometry_AsInTorchvision()
    {
        foreach (var change in s_golden.Geometry)
        {
            var map = RandAugmentTable.Geometry(Enum.Parse<RandAugmentOperation>(change.Operation), change.Level, Height, Width)!.Value;
            foreach (bool planar in new[] { false, true })
            {
                float[] result = Sample(map, Whole, planar);
                int seen = 0;
                for (int pixel = 0; pixel < change.Seen.Length; pixel++)
                {
                    if (!change.Seen[pixel]) continue; // torchvision blends the outermost pixels with what is beyond, here they stay as they are
                    seen++;
                    for (int c = 0; c < 3; c++) Assert.AreEqual(change.Result[pixel * 3 + c], result[pixel * 3 + c], 2e-4f, $"{change.Operation} {change.Level}, pixel {pixel}, channel {c}");
                }
                Assert.IsGreaterThan(Height * Width / 3, seen);
                // Beyond the blend torchvision has 0, and so have we.
                for (int pixel = 0; pixel < change.Seen.Length; pixel++)
                {
                    if (change.Result[pixel * 3] == 0 && change.Result[pixel * 3 + 1] == 0) Assert.AreEqual(0, result[pixel * 3]);
                }
            }
        }
    }

    [TestMethod]
    public void Crop_IsTheWindowResized_AsInTorchvision()
    {
        foreach (var crop in s_golden.Crops)
        {
            var window = new PixelWindow(crop.Window[0], crop.Window[1], crop.Window[2], crop.Window[3]);
            foreach (bool planar in new[] { false, true }) AssertClose(crop.Result, Sample(AffineMap.Crop(window, Height, Width), window, planar), $"{window}");
        }
    }

    [TestMethod]
    public void RandAugment_Table_AsInTorchvision()
    {
        CollectionAssert.AreEqual(Enum.GetNames<RandAugmentOperation>(), s_golden.Levels.Select(level => level.Operation).Distinct().ToArray());
        foreach (var level in s_golden.Levels)
        {
            var operation = Enum.Parse<RandAugmentOperation>(level.Operation);
            Assert.AreEqual(level.Level, RandAugmentTable.Level(operation, level.Magnitude, Height, Width), 1e-4, $"{operation} {level.Magnitude}");
            Assert.AreEqual(level.Signed, RandAugmentTable.IsSigned(operation), $"{operation}");
            bool changes = RandAugmentTable.Geometry(operation, 1, Height, Width) is not null || RandAugmentTable.Color(operation, 1) is not null;
            Assert.AreEqual(operation != RandAugmentOperation.Identity, changes, $"{operation}");
        }
    }

    private static PixelWindow Whole => new(0, 0, Height, Width);

    /// <summary>(height, width, 3)</summary>
    private static float[] Sample(AffineMap map, PixelWindow window, bool planar)
    {
        var result = new float[Height * Width * 3];
        if (!planar)
        {
            new ImageSampler(3, Height, Width).Sample(s_golden.Picture(3), map, window, false, result, false);
            return result;
        }
        var planes = new ColorPlanes(3, Height, Width);
        new ImageSampler(3, Height, Width).Sample(s_golden.Picture(3), map, window, false, planes.Values, true);
        planes.Interleave(result);
        return result;
    }

    private static void AssertClose(float[] expected, float[] actual, string what)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 2e-5f, $"{what}, value {i}");
    }
}
