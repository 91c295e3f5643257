using System.Numerics;

namespace Microsoft.ML.DeepModels.Examples.Digits;

/// <summary>
/// Draws digits: position, size, slant, pen, colours, background clutter and noise are different in every image. The same
/// seed gives the same images. Light on dark is as frequent as dark on light, so no pixel by itself tells anything about
/// the digit, which is what defeats a linear model.
/// </summary>
public sealed class DigitDrawer
{
    private const float LeastContrast = 90; // levels of 255, as the eye weighs them
    private const float MostShift = 0.04f; // of the image's size
    private const int MostLines = 2;
    private readonly int _size;
    private readonly Random _random;
    private readonly Palette _palette;

    /// <summary>A drawer of square images.</summary>
    /// <param name="size">width and height in pixels</param>
    /// <param name="seed">where all that is random begins</param>
    public DigitDrawer(int size, int seed)
    {
        _size = size;
        _random = new Random(seed);
        _palette = new Palette(_random);
    }

    /// <summary>Draws the next image of a digit.</summary>
    public Canvas Draw(int digit)
    {
        Vector3 background = Background();
        var canvas = new Canvas(_size, _size, background);
        int lines = _random.Next(0, MostLines + 1);
        for (int i = 0; i < lines; i++) DrawClutter(canvas, background);
        Vector3 ink = Contrasting(background);
        Matrix3x2 placement = Placement();
        canvas.Draw(DigitGlyphs.All[digit].Select(stroke => stroke.Transform(placement)), Between(0.05f, 0.11f) * _size, ink);
        canvas.AddNoise(_random, Between(2, 8));
        return canvas;
    }

    /// <summary>Size, slant and place: the digit is 56% to 68% of the image high and inside it.</summary>
    private Matrix3x2 Placement()
    {
        float height = Between(0.28f, 0.34f) * _size, width = height * Between(0.85f, 1.15f);
        float room = MostShift * _size;
        return Matrix3x2.CreateScale(width, height)
            * Matrix3x2.CreateSkew(Between(-0.15f, 0.15f), 0)
            * Matrix3x2.CreateRotation(Between(-0.1f, 0.1f))
            * Matrix3x2.CreateTranslation(_size / 2f + Between(-room, room), _size / 2f + Between(-room, room));
    }

    /// <summary>A thin line somewhere, in a colour near that of the background.</summary>
    private void DrawClutter(Canvas canvas, Vector3 background)
    {
        Stroke line = Stroke.Line(Between(0, _size), Between(0, _size), Between(0, _size), Between(0, _size));
        canvas.Draw([line], Between(1, 2.5f), Vector3.Lerp(background, Colour(), 0.4f));
    }

    /// <summary>Dark or light, of any hue.</summary>
    private Vector3 Background() => _random.Next(2) == 0 ? 0.3f * Colour() : new Vector3(200) - 0.3f * Colour();

    private Vector3 Contrasting(Vector3 other) => _palette.Contrasting(other, LeastContrast);

    private Vector3 Colour() => _palette.Colour();

    private float Between(float low, float high) => _palette.Between(low, high);
}
