namespace Microsoft.ML.Data;

/// <summary>Resizes pixels of four bytes.</summary>
internal static class ImageResampler
{
    /// <summary>Takes the source pixel below the center of each target pixel; the lower one where the center falls on an edge.</summary>
    public static byte[] Nearest(byte[] source, int sourceWidth, int sourceHeight, int width, int height)
    {
        var columns = NearestIndices(sourceWidth, width);
        var rows = NearestIndices(sourceHeight, height);
        var result = new byte[width * height * 4];
        var target = result.AsSpan();
        foreach (var row in rows)
        {
            var line = source.AsSpan(row * sourceWidth * 4, sourceWidth * 4);
            foreach (var column in columns)
            {
                line.Slice(column * 4, 4).CopyTo(target);
                target = target[4..];
            }
        }
        return result;
    }

    private static int[] NearestIndices(int source, int target)
    {
        const double epsilon = 1.0 / 65536;
        var indices = new int[target];
        for (var i = 0; i < target; i++)
            indices[i] = Math.Clamp((int)Math.Floor((i + 0.5) * source / target - epsilon), 0, source - 1);
        return indices;
    }

    /// <summary>
    /// Draws the source into a rectangle of a black image by the bicubic filter of Mitchell and Netravali (B = C = 1/3).
    /// What is drawn is opaque, the rest has alpha 0, as the official library leaves it.
    /// </summary>
    public static byte[] Draw(byte[] source, int sourceWidth, int sourceHeight, int width, int height, int left, int top, int drawnWidth, int drawnHeight)
    {
        var (columns, columnWeights) = CubicTaps(sourceWidth, drawnWidth);
        var (rows, rowWeights) = CubicTaps(sourceHeight, drawnHeight);
        var result = new byte[width * height * 4];
        var sum = new float[3];
        for (var y = Math.Max(0, top); y < Math.Min(height, top + drawnHeight); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(width, left + drawnWidth); x++)
            {
                Array.Clear(sum);
                for (var j = 0; j < 4; j++)
                {
                    var line = rows[(y - top) * 4 + j] * sourceWidth;
                    for (var i = 0; i < 4; i++)
                    {
                        var weight = rowWeights[(y - top) * 4 + j] * columnWeights[(x - left) * 4 + i];
                        var pixel = (line + columns[(x - left) * 4 + i]) * 4;
                        for (var c = 0; c < 3; c++) sum[c] += weight * source[pixel + c];
                    }
                }
                var target = (y * width + x) * 4;
                for (var c = 0; c < 3; c++) result[target + c] = (byte)Math.Clamp(sum[c] + 0.5f, 0f, 255f);
                result[target + 3] = 255;
            }
        }
        return result;
    }

    // Four source indices and weights for each target pixel; past the border its pixel is repeated.
    private static (int[] Indices, float[] Weights) CubicTaps(int source, int target)
    {
        var indices = new int[target * 4];
        var weights = new float[target * 4];
        for (var t = 0; t < target; t++)
        {
            var center = (t + 0.5) * source / target - 0.5;
            var first = (int)Math.Floor(center) - 1;
            for (var i = 0; i < 4; i++)
            {
                indices[t * 4 + i] = Math.Clamp(first + i, 0, source - 1);
                weights[t * 4 + i] = (float)Mitchell(Math.Abs(center - first - i));
            }
        }
        return (indices, weights);
    }

    private static double Mitchell(double x) =>
        x < 1 ? (7 * x * x * x - 12 * x * x + 16.0 / 3) / 6
        : x < 2 ? (-7.0 / 3 * x * x * x + 12 * x * x - 20 * x + 32.0 / 3) / 6
        : 0;
}
