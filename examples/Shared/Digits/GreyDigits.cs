using System.Numerics;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Examples.Digits;

/// <summary>
/// The data that needs no download, for models that make images: digits that the program draws light on black, 28x28 pixels, as MNIST has them. Size,
/// slant, place and pen are different in every image. The same seed gives the same images.
/// </summary>
public sealed class GreyDigits
{
    /// <summary>The width and height of an image.</summary>
    public const int Size = 28;

    /// <summary>How many images the example learns from.</summary>
    public const int TrainingImages = 4000;

    /// <summary>How many images the example judges by.</summary>
    public const int TestImages = 1000;

    private readonly Random _random;

    private GreyDigits(int seed) => _random = new Random(seed);

    /// <summary>Draws images to learn from and images to judge by, all ten digits in turn.</summary>
    public static PixelDataSet Create(int train, int test, int seed)
    {
        var digits = new GreyDigits(seed);
        return new PixelDataSet("grey-digits", TensorShape.Image(1, Size, Size), digits.Draw(train), digits.Draw(test));
    }

    private List<LabeledPixels> Draw(int count)
    {
        var rows = new List<LabeledPixels>(count);
        for (int i = 0; i < count; i++) rows.Add(new LabeledPixels { Features = DrawDigit(i % 10), Label = (i % 10).ToString() });
        return rows;
    }

    private float[] DrawDigit(int digit)
    {
        var canvas = new Canvas(Size, Size, Vector3.Zero);
        float height = Between(0.3f, 0.36f) * Size, width = height * Between(0.75f, 1.1f);
        Matrix3x2 placement = Matrix3x2.CreateScale(width, height)
            * Matrix3x2.CreateSkew(Between(-0.35f, 0.1f), 0)
            * Matrix3x2.CreateRotation(Between(-0.12f, 0.12f))
            * Matrix3x2.CreateTranslation(Size / 2f + Between(-1, 1), Size / 2f + Between(-1, 1));
        canvas.Draw(DigitGlyphs.All[digit].Select(stroke => stroke.Transform(placement)), Between(1.4f, 3f), new Vector3(255 * Between(0.8f, 1)));
        byte[] rgb = canvas.ToRgb();
        float[] pixels = new float[Size * Size];
        for (int p = 0; p < pixels.Length; p++) pixels[p] = rgb[3 * p] / 255f;
        return pixels;
    }

    private float Between(float low, float high) => low + (high - low) * _random.NextSingle();
}
