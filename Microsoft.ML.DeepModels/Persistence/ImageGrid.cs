using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>Many images of one size as one picture, row after row with a gap between them.</summary>
internal static class ImageGrid
{
    /// <summary>Pixels between two images.</summary>
    public const int Gap = 2;

    /// <summary>The grey of gaps, and of places without an image: neither black nor white, which images often have at their borders.</summary>
    public const byte Background = 128;

    /// <summary>Writes the picture as a PNG file. It is there as a whole, or as it was before; folders that are missing are made.</summary>
    /// <param name="path">of the file; one that is there is replaced</param>
    /// <param name="images">one after the other, each in the order (height, width, channels): 0 is black, 1 white</param>
    /// <param name="shape">of one image: (1 or 3 channels, height, width)</param>
    /// <param name="columns">images side by side, at least 1</param>
    public static void Write(string path, ReadOnlySpan<float> images, TensorShape shape, int columns)
    {
        byte[] png = Encode(images, shape, columns);
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    /// <summary>The bytes of the PNG file.</summary>
    /// <inheritdoc cref="Write"/>
    public static byte[] Encode(ReadOnlySpan<float> images, TensorShape shape, int columns)
    {
        if (!shape.IsImage || shape[0] is not (1 or 3)) throw new ArgumentException($"Images have the shape (1 or 3 channels, height, width), got {shape}.", nameof(shape));
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (images.Length == 0 || images.Length % shape.ElementCount != 0)
            throw new ArgumentException($"Images of {shape} have {shape.ElementCount} values each, and there must be at least one; got {images.Length} values.", nameof(images));
        int count = images.Length / shape.ElementCount;
        columns = Math.Min(columns, count);
        int rows = (count + columns - 1) / columns;
        int channels = shape[0], imageHeight = shape[1], imageRow = shape[2] * channels;
        int width = checked(columns * (shape[2] + Gap) - Gap), height = checked(rows * (imageHeight + Gap) - Gap);
        int stride = checked(width * channels);
        var pixels = new byte[checked(stride * height)]; // (height, width, channels)
        Array.Fill(pixels, Background);
        for (int i = 0; i < count; i++)
        {
            var image = images.Slice(i * shape.ElementCount, shape.ElementCount);
            int corner = i / columns * (imageHeight + Gap) * stride + i % columns * (shape[2] + Gap) * channels;
            for (int y = 0; y < imageHeight; y++) PngWriter.Quantize(image.Slice(y * imageRow, imageRow), pixels.AsSpan(corner + y * stride, imageRow));
        }
        return PngWriter.Encode(pixels, width, height, channels);
    }
}
