using System.Numerics;

namespace Microsoft.ML.DeepModels.Examples.Digits;

/// <summary>A colour image in memory and a round pen and a brush with soft edges to draw on it. Colours are red, green, blue, 0 to 255.</summary>
public sealed class Canvas
{
    private const int Samples = 3; // across a pixel, where an area has its edge
    private readonly Vector3[] _pixels;
    private readonly float[] _coverage;

    /// <summary>An image of one colour.</summary>
    public Canvas(int width, int height, Vector3 background)
    {
        Width = width;
        Height = height;
        _pixels = new Vector3[width * height];
        _coverage = new float[width * height];
        Array.Fill(_pixels, background);
    }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>Red, green and blue of each pixel, row by row from the top.</summary>
    public byte[] ToRgb()
    {
        byte[] rgb = new byte[_pixels.Length * 3];
        for (int i = 0; i < _pixels.Length; i++)
        {
            Vector3 pixel = Vector3.Clamp(_pixels[i], Vector3.Zero, new Vector3(255));
            (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]) = ((byte)(pixel.X + 0.5f), (byte)(pixel.Y + 0.5f), (byte)(pixel.Z + 0.5f));
        }
        return rgb;
    }

    /// <summary>Draws lines with one pen, as one shape: where they cross, nothing shows.</summary>
    /// <param name="strokes">in pixels</param>
    /// <param name="thickness">of the pen, in pixels</param>
    /// <param name="colour">of the pen</param>
    public void Draw(IEnumerable<Stroke> strokes, float thickness, Vector3 colour)
    {
        Array.Clear(_coverage);
        foreach (Stroke stroke in strokes)
        {
            for (int i = 1; i < stroke.Points.Count; i++) Cover(stroke.Points[i - 1], stroke.Points[i], thickness / 2);
        }
        for (int i = 0; i < _pixels.Length; i++) _pixels[i] = Vector3.Lerp(_pixels[i], colour, _coverage[i]);
    }

    /// <summary>Fills the area inside a closed line, with soft edges.</summary>
    /// <param name="outline">in pixels; its last point is its first</param>
    /// <param name="colour">of the area</param>
    public void Fill(Stroke outline, Vector3 colour)
    {
        int left = Math.Max(0, (int)outline.Points.Min(point => point.X)), right = Math.Min(Width - 1, (int)outline.Points.Max(point => point.X));
        int top = Math.Max(0, (int)outline.Points.Min(point => point.Y)), bottom = Math.Min(Height - 1, (int)outline.Points.Max(point => point.Y));
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                int inside = 0;
                for (int sample = 0; sample < Samples * Samples; sample++)
                {
                    var place = new Vector2(x + (sample % Samples + 0.5f) / Samples, y + (sample / Samples + 0.5f) / Samples);
                    if (IsInside(outline.Points, place)) inside++;
                }
                ref Vector3 pixel = ref _pixels[y * Width + x];
                pixel = Vector3.Lerp(pixel, colour, (float)inside / (Samples * Samples));
            }
        }
    }

    /// <summary>Changes every value of every pixel by a random amount.</summary>
    /// <param name="random">where the amounts come from</param>
    /// <param name="deviation">the standard deviation of the amounts, in levels of 255</param>
    public void AddNoise(Random random, float deviation)
    {
        for (int i = 0; i < _pixels.Length; i++)
        {
            _pixels[i] += deviation * new Vector3(Normal(random), Normal(random), Normal(random));
        }
    }

    /// <summary>How much of each pixel the pen covers on its way from a to b: all within the radius, then less over one pixel.</summary>
    private void Cover(Vector2 a, Vector2 b, float radius)
    {
        Vector2 direction = b - a;
        float lengthSquared = MathF.Max(direction.LengthSquared(), 1e-6f);
        float reach = radius + 1;
        int left = Math.Max(0, (int)(MathF.Min(a.X, b.X) - reach)), right = Math.Min(Width - 1, (int)(MathF.Max(a.X, b.X) + reach));
        int top = Math.Max(0, (int)(MathF.Min(a.Y, b.Y) - reach)), bottom = Math.Min(Height - 1, (int)(MathF.Max(a.Y, b.Y) + reach));
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                var centre = new Vector2(x + 0.5f, y + 0.5f);
                float along = Math.Clamp(Vector2.Dot(centre - a, direction) / lengthSquared, 0, 1);
                float distance = Vector2.Distance(centre, a + along * direction);
                float covered = Math.Clamp(radius + 0.5f - distance, 0, 1);
                ref float coverage = ref _coverage[y * Width + x];
                coverage = MathF.Max(coverage, covered);
            }
        }
    }

    /// <summary>Whether a line to the right from a place crosses the outline an odd number of times.</summary>
    private static bool IsInside(IReadOnlyList<Vector2> outline, Vector2 place)
    {
        bool isInside = false;
        for (int i = 1; i < outline.Count; i++)
        {
            (Vector2 a, Vector2 b) = (outline[i - 1], outline[i]);
            if (a.Y > place.Y != b.Y > place.Y && place.X < a.X + (place.Y - a.Y) / (b.Y - a.Y) * (b.X - a.X)) isInside = !isInside;
        }
        return isInside;
    }

    /// <summary>Nearly normal, and much faster than the real thing: the sum of four even draws.</summary>
    private static float Normal(Random random)
    {
        float sum = random.NextSingle() + random.NextSingle() + random.NextSingle() + random.NextSingle() - 2;
        return sum * 1.7320508f;
    }
}
