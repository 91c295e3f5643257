using Microsoft.ML.DeepModels.Examples.Digits;

namespace Microsoft.ML.DeepModels.Examples.Shapes;

/// <summary>A shape that can be drawn, in a circle of radius 1 around (0, 0).</summary>
/// <param name="Name">for instance star</param>
/// <param name="Line">its outline, or the line that it is</param>
/// <param name="IsArea">whether the line is closed, so that it can be filled</param>
public sealed record Shape(string Name, Stroke Line, bool IsArea)
{
    /// <summary>The ten shapes, by name.</summary>
    public static IReadOnlyList<Shape> All { get; } =
    [
        Area("arrow", Stroke.Line(0.95f, 0, 0.2f, -0.7f, 0.2f, -0.27f, -0.95f, -0.27f, -0.95f, 0.27f, 0.2f, 0.27f, 0.2f, 0.7f, 0.95f, 0)),
        Area("crescent", Path(Arc(0, 0, 0.95f, 60, 300), Arc(0.42f, 0, 0.82f, 268, 92))),
        Area("cross", Stroke.Line(
            -0.3f, -0.9f, 0.3f, -0.9f, 0.3f, -0.3f, 0.9f, -0.3f, 0.9f, 0.3f, 0.3f, 0.3f, 0.3f, 0.9f, -0.3f, 0.9f, -0.3f, 0.3f, -0.9f, 0.3f, -0.9f, -0.3f, -0.3f, -0.3f, -0.3f, -0.9f)),
        Area("heart", Curve(64, t => (0.95f * MathF.Pow(MathF.Sin(t), 3), -(0.78f * MathF.Cos(t) - 0.3f * MathF.Cos(2 * t) - 0.12f * MathF.Cos(3 * t) - 0.06f * MathF.Cos(4 * t))))),
        new Shape("ring", Stroke.Arc(0, 0, 0.85f, 0.85f, 0, 360), false),
        new Shape("spiral", Curve(64, t => (0.15f * t * MathF.Cos(2 * t), 0.15f * t * MathF.Sin(2 * t))), false),
        Area("square", Polygon(4, _ => 0.95f)),
        Area("star", Polygon(10, corner => corner % 2 == 0 ? 1 : 0.42f)),
        Area("triangle", Polygon(3, _ => 1)),
        new Shape("zigzag", Stroke.Line(-0.95f, 0.4f, -0.5f, -0.45f, 0, 0.45f, 0.5f, -0.45f, 0.95f, 0.4f), false),
    ];

    private static Shape Area(string name, Stroke outline) => new(name, outline, true);

    /// <summary>A closed line with corners at equal angles.</summary>
    private static Stroke Polygon(int corners, Func<int, float> radius) => Stroke.Line(
        [.. Enumerable.Range(0, corners + 1).SelectMany(i => Polar(radius(i % corners), 2 * MathF.PI * i / corners))]);

    /// <summary>A line by its equation, for a parameter from 0 to two pi.</summary>
    private static Stroke Curve(int points, Func<float, (float X, float Y)> equation) => Stroke.Line([.. Enumerable.Range(0, points + 1).SelectMany(i =>
    {
        (float x, float y) = equation(2 * MathF.PI * i / points);
        return new[] { x, y };
    })]);

    private static Stroke Arc(float x, float y, float radius, float from, float to) => Stroke.Arc(x, y, radius, radius, from, to);

    /// <summary>Lines one after the other, and back to the beginning.</summary>
    private static Stroke Path(params Stroke[] lines) =>
        Stroke.Line([.. lines.SelectMany(line => line.Points).Append(lines[0].Points[0]).SelectMany(point => new[] { point.X, point.Y })]);

    private static float[] Polar(float radius, float angle) => [radius * MathF.Cos(angle), radius * MathF.Sin(angle)];
}
