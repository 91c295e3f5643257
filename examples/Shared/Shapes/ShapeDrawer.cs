using System.Numerics;
using Microsoft.ML.DeepModels.Examples.Digits;

namespace Microsoft.ML.DeepModels.Examples.Shapes;

/// <summary>
/// Draws shapes: place, size, angle, proportions, colours, whether they are filled, what is behind and in front of them, and noise are different in every image.
/// The same seed gives the same images.
/// </summary>
public sealed class ShapeDrawer
{
    private const float LeastContrast = 80; // levels of 255, as the eye weighs them
    private const int MostPatches = 3, MostLines = 1;
    private readonly int _size;
    private readonly Random _random;
    private readonly Palette _palette;

    /// <summary>A drawer of square images.</summary>
    /// <param name="size">width and height in pixels</param>
    /// <param name="seed">where all that is random begins</param>
    public ShapeDrawer(int size, int seed)
    {
        _size = size;
        _random = new Random(seed);
        _palette = new Palette(_random);
    }

    /// <summary>Draws the next image of a shape.</summary>
    public Canvas Draw(Shape shape)
    {
        Vector3 background = Colour();
        var canvas = new Canvas(_size, _size, background);
        int patches = _random.Next(MostPatches + 1), lines = _random.Next(MostLines + 1);
        for (int i = 0; i < patches; i++) canvas.Fill(Patch(), Vector3.Lerp(background, Colour(), Between(0.1f, 0.45f)));
        Vector3 ink = Contrasting(background);
        Stroke line = shape.Line.Transform(Placement());
        if (shape.IsArea && _random.Next(2) == 0) canvas.Fill(line, ink);
        else canvas.Draw([line], Between(0.06f, 0.1f) * _size, ink);
        for (int i = 0; i < lines; i++) canvas.Draw([Scratch()], Between(0.8f, 1.6f), Vector3.Lerp(background, Colour(), 0.6f));
        canvas.AddNoise(_random, Between(2, 10));
        return canvas;
    }

    /// <summary>Any angle, 44% to 72% of the image across, and inside it.</summary>
    private Matrix3x2 Placement()
    {
        float radius = Between(0.22f, 0.36f) * _size, room = _size / 2f - radius;
        return Matrix3x2.CreateScale(radius, radius * Between(0.75f, 1))
            * Matrix3x2.CreateRotation(Between(-0.6f, 0.6f))
            * Matrix3x2.CreateTranslation(_size / 2f + Between(-room, room), _size / 2f + Between(-room, room));
    }

    /// <summary>An area of four corners somewhere, partly outside.</summary>
    private Stroke Patch()
    {
        var centre = new Vector2(Between(0, _size), Between(0, _size));
        float[] corners = [.. Enumerable.Range(0, 4).SelectMany(i =>
        {
            Vector2 corner = centre + Vector2.Transform(new Vector2(Between(0.1f, 0.4f) * _size, 0), Matrix3x2.CreateRotation((i + Between(0, 0.8f)) * MathF.PI / 2));
            return new[] { corner.X, corner.Y };
        })];
        return Stroke.Line([.. corners, corners[0], corners[1]]);
    }

    private Stroke Scratch() => Stroke.Line(Between(0, _size), Between(0, _size), Between(0, _size), Between(0, _size));

    private Vector3 Contrasting(Vector3 other) => _palette.Contrasting(other, LeastContrast);

    private Vector3 Colour() => _palette.Colour();

    private float Between(float low, float high) => _palette.Between(low, high);
}
