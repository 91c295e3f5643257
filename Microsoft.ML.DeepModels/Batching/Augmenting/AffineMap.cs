namespace Microsoft.ML.DeepModels.Batching.Augmenting;

/// <summary>
/// From a place in the result to the place in the source that is seen there: (x, y) to (XX x + XY y + X0, YX x + YY y + Y0). A pixel of index i covers i to i + 1,
/// and y points down.
/// </summary>
internal readonly record struct AffineMap(double XX, double XY, double X0, double YX, double YY, double Y0)
{
    /// <summary>Below this a coefficient is the rounding error of a sine.</summary>
    private const double Nothing = 1e-12;

    public static AffineMap Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Whether lines of the result are lines of the source.</summary>
    public bool IsAxisAligned => Math.Abs(XY) < Nothing && Math.Abs(YX) < Nothing;

    /// <summary>A part of the source, as large as the result.</summary>
    public static AffineMap Crop(PixelWindow window, int height, int width) =>
        new((double)window.Width / width, 0, window.Left, 0, (double)window.Height / height, window.Top);

    /// <summary>Moves the picture to the right and down.</summary>
    public static AffineMap Translate(double right, double down) => new(1, 0, -right, 0, 1, -down);

    public static AffineMap FlipHorizontally(int width) => new(-1, 0, width, 0, 1, 0);

    public static AffineMap FlipVertically(int height) => new(1, 0, 0, 0, -1, height);

    /// <summary>Turns the picture about its centre, counterclockwise.</summary>
    public static AffineMap Rotate(double degrees, int height, int width)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        double x = width / 2.0, y = height / 2.0;
        return new(cosine, -sine, x - cosine * x + sine * y, sine, cosine, y - sine * x - cosine * y);
    }

    /// <summary>Moves each line to the left by <paramref name="level"/> times its distance from the top.</summary>
    public static AffineMap ShearX(double level) => new(1, level, 0, 0, 1, 0);

    /// <summary>Moves each column up by <paramref name="level"/> times its distance from the left.</summary>
    public static AffineMap ShearY(double level) => new(1, 0, 0, level, 1, 0);

    /// <summary>This change of a picture, followed by another: places are mapped by the other first.</summary>
    public AffineMap Then(in AffineMap next) => new(
        XX * next.XX + XY * next.YX, XX * next.XY + XY * next.YY, XX * next.X0 + XY * next.Y0 + X0,
        YX * next.XX + YY * next.YX, YX * next.XY + YY * next.YY, YX * next.X0 + YY * next.Y0 + Y0);
}
