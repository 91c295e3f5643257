namespace Microsoft.ML.DeepModels.Examples.Digits;

/// <summary>The ten digits as pen strokes, in a box from (-0.6, -1) to (0.6, 1).</summary>
public static class DigitGlyphs
{
    /// <summary>The strokes of each digit, from 0 to 9.</summary>
    public static IReadOnlyList<IReadOnlyList<Stroke>> All { get; } =
    [
        [Stroke.Arc(0, 0, 0.6f, 1, 0, 360)],
        [Stroke.Line(-0.4f, -0.55f, 0.1f, -1, 0.1f, 1)],
        [Stroke.Arc(0, -0.45f, 0.55f, 0.55f, -170, 35), Stroke.Line(0.45f, -0.13f, -0.6f, 1, 0.6f, 1)],
        [Stroke.Arc(0, -0.5f, 0.5f, 0.5f, -150, 90), Stroke.Arc(0, 0.5f, 0.55f, 0.5f, -90, 150)],
        [Stroke.Line(0.25f, 1, 0.25f, -1, -0.6f, 0.4f, 0.6f, 0.4f)],
        [Stroke.Line(0.5f, -1, -0.45f, -1, -0.5f, -0.15f), Stroke.Arc(-0.05f, 0.35f, 0.6f, 0.65f, -130, 140)],
        [Stroke.Arc(0.45f, 0.3f, 1.03f, 1.35f, 180, 255), Stroke.Arc(0, 0.42f, 0.58f, 0.58f, 0, 360)],
        [Stroke.Line(-0.6f, -1, 0.6f, -1, -0.15f, 1)],
        [Stroke.Arc(0, -0.5f, 0.47f, 0.5f, 0, 360), Stroke.Arc(0, 0.5f, 0.58f, 0.5f, 0, 360)],
        [Stroke.Arc(0, -0.42f, 0.58f, 0.58f, 0, 360), Stroke.Arc(-0.45f, -0.3f, 1.03f, 1.35f, 0, 75)],
    ];
}
