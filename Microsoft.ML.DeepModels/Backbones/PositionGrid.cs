namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>
/// A position embedding of a vision transformer, (1 + height * width, features): one vector for the class token, then one for each patch of a grid, row by row.
/// </summary>
/// <param name="Parameter">our name of the parameter</param>
/// <param name="Height">the number of patches in a column</param>
/// <param name="Width">the number of patches in a row</param>
internal sealed record PositionGrid(string Parameter, int Height, int Width)
{
    // PyTorch's and OpenCV's; other programs use -0.5.
    private const double Sharpness = -0.75;

    /// <summary>
    /// An embedding for a square grid as one for this grid: the vector of the class token as it is, the others interpolated bicubically with the corners kept,
    /// as torchvision does it.
    /// </summary>
    /// <param name="embedding">(1 + size * size, features)</param>
    /// <param name="features">the length of a vector</param>
    /// <returns>(1 + <see cref="Height"/> * <see cref="Width"/>, features)</returns>
    /// <exception cref="ArgumentException">The embedding is not of a square grid.</exception>
    public float[] Fit(float[] embedding, int features)
    {
        int patches = embedding.Length / features - 1, size = (int)Math.Round(Math.Sqrt(Math.Max(patches, 0)));
        if (size < 1 || (1L + (long)size * size) * features != embedding.Length)
        {
            throw new ArgumentException(
                $"A position embedding needs one vector of {features} values for the class token and one for each patch of a square grid, got {embedding.Length} values.", nameof(embedding));
        }
        if (size == Height && size == Width) return embedding;
        var rows = Taps(size, Height);
        var columns = Taps(size, Width);
        var result = new float[(1 + Height * Width) * features];
        embedding.AsSpan(0, features).CopyTo(result);
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                var target = result.AsSpan((1 + row * Width + column) * features, features);
                for (int feature = 0; feature < features; feature++)
                {
                    double sum = 0;
                    foreach (var (y, down) in rows[row])
                        foreach (var (x, across) in columns[column]) sum += down * across * embedding[(1 + y * size + x) * features + feature];
                    target[feature] = (float)sum;
                }
            }
        }
        return result;
    }

    /// <summary>For each place of the new axis the four places of the old one that it is made of, with their weights; beyond an edge the edge counts.</summary>
    private static (int Place, double Weight)[][] Taps(int from, int to)
    {
        var taps = new (int, double)[to][];
        for (int i = 0; i < to; i++)
        {
            double place = to == 1 ? 0 : i * (from - 1.0) / (to - 1);
            int before = (int)Math.Floor(place);
            taps[i] = [.. Enumerable.Range(before - 1, 4).Select(tap => (Math.Clamp(tap, 0, from - 1), Cubic(Math.Abs(place - tap))))];
        }
        return taps;
    }

    private static double Cubic(double distance) => distance <= 1
        ? ((Sharpness + 2) * distance - (Sharpness + 3)) * distance * distance + 1
        : ((Sharpness * distance - 5 * Sharpness) * distance + 8 * Sharpness) * distance - 4 * Sharpness;
}
