using System.Numerics;

namespace Microsoft.ML.DeepModels.Examples.Digits;

/// <summary>A line that a pen draws: its points, in a box from (-1, -1) top left to (1, 1) bottom right.</summary>
public sealed class Stroke
{
    private const int PointsPerTurn = 32;

    private Stroke(Vector2[] points) => Points = points;

    /// <summary>The points, from the first to the last.</summary>
    public IReadOnlyList<Vector2> Points { get; }

    /// <summary>A line through points given as x, y, x, y, ...</summary>
    public static Stroke Line(params float[] coordinates)
    {
        var points = new Vector2[coordinates.Length / 2];
        for (int i = 0; i < points.Length; i++) points[i] = new Vector2(coordinates[2 * i], coordinates[2 * i + 1]);
        return new Stroke(points);
    }

    /// <summary>A part of an ellipse; angles are in degrees, 0 is to the right, 90 is down.</summary>
    public static Stroke Arc(float x, float y, float radiusX, float radiusY, float from, float to)
    {
        int count = Math.Max(2, (int)(MathF.Abs(to - from) / 360 * PointsPerTurn) + 1);
        var points = new Vector2[count];
        for (int i = 0; i < count; i++)
        {
            (float sine, float cosine) = MathF.SinCos((from + (to - from) * i / (count - 1)) * MathF.PI / 180);
            points[i] = new Vector2(x + radiusX * cosine, y + radiusY * sine);
        }
        return new Stroke(points);
    }

    /// <summary>This line moved, turned or stretched.</summary>
    public Stroke Transform(Matrix3x2 matrix) => new([.. Points.Select(point => Vector2.Transform(point, matrix))]);
}
