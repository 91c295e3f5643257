using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Examples.Digits;

/// <summary>The data that needs no download: digits that the program draws, 64x64 pixels in colour.</summary>
public static class DrawnDigits
{
    /// <summary>The width and height of an image.</summary>
    public const int Size = 64;

    /// <summary>How many images the example learns from.</summary>
    public const int TrainingImages = 4000;

    /// <summary>How many images the example judges by.</summary>
    public const int TestImages = 1000;

    /// <summary>Draws images to learn from and images to judge by, all ten digits in turn.</summary>
    public static ImageDataSet Create(int train, int test, int seed)
    {
        var drawer = new DigitDrawer(Size, seed);
        return new ImageDataSet("drawn-digits", TensorShape.Image(3, Size, Size), Draw(drawer, train), Draw(drawer, test));
    }

    private static List<LabeledImage> Draw(DigitDrawer drawer, int count)
    {
        var rows = new List<LabeledImage>(count);
        for (int i = 0; i < count; i++)
        {
            int digit = i % 10;
            rows.Add(new LabeledImage { Image = BitmapFile.Encode(Size, Size, drawer.Draw(digit).ToRgb()), Label = digit.ToString() });
        }
        return rows;
    }
}
