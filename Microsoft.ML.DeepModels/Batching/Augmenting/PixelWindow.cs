using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching.Augmenting;

/// <summary>A rectangle of pixels of a picture.</summary>
internal readonly record struct PixelWindow(int Top, int Left, int Height, int Width)
{
    private const int Attempts = 10;

    /// <summary>A random rectangle in the whole picture or, where none fits, as much as possible of its centre.</summary>
    public static PixelWindow Draw(ResizedCrop crop, int height, int width, ref RandomStream random)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double area = height * (double)width * random.Uniform(crop.MinimumArea, crop.MaximumArea);
            double ratio = random.LogUniform(crop.MinimumAspectRatio, crop.MaximumAspectRatio);
            int w = (int)Math.Round(Math.Sqrt(area * ratio)), h = (int)Math.Round(Math.Sqrt(area / ratio));
            if (w > 0 && w <= width && h > 0 && h <= height) return new(random.Next(height - h + 1), random.Next(width - w + 1), h, w);
        }
        double own = (double)width / height;
        int fitted = own < crop.MinimumAspectRatio ? (int)Math.Round(width / crop.MinimumAspectRatio) : height;
        int broad = own > crop.MaximumAspectRatio ? (int)Math.Round(height * crop.MaximumAspectRatio) : width;
        (fitted, broad) = (Math.Clamp(fitted, 1, height), Math.Clamp(broad, 1, width));
        return new((height - fitted) / 2, (width - broad) / 2, fitted, broad);
    }

    /// <summary>A random rectangle that is smaller than the picture both ways; null: none was found.</summary>
    public static PixelWindow? Draw(RandomErasing erasing, int height, int width, ref RandomStream random)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double area = height * (double)width * random.Uniform(erasing.MinimumArea, erasing.MaximumArea);
            double ratio = random.LogUniform(erasing.MinimumAspectRatio, erasing.MaximumAspectRatio);
            int h = (int)Math.Round(Math.Sqrt(area * ratio)), w = (int)Math.Round(Math.Sqrt(area / ratio));
            if (h > 0 && w > 0 && h < height && w < width) return new(random.Next(height - h + 1), random.Next(width - w + 1), h, w);
        }
        return null;
    }

    /// <summary>A rectangle of a part of the area about a random place, cut off at the picture's edges; it may be empty.</summary>
    /// <param name="part">of the area, before it is cut off, from 0 to 1</param>
    /// <param name="height">of the picture</param>
    /// <param name="width">of the picture</param>
    /// <param name="random">where from</param>
    public static PixelWindow DrawAround(double part, int height, int width, ref RandomStream random)
    {
        double side = Math.Sqrt(part);
        int halfHeight = (int)(0.5 * side * height), halfWidth = (int)(0.5 * side * width), y = random.Next(height), x = random.Next(width);
        int top = Math.Max(0, y - halfHeight), left = Math.Max(0, x - halfWidth);
        return new(top, left, Math.Min(height, y + halfHeight) - top, Math.Min(width, x + halfWidth) - left);
    }
}
