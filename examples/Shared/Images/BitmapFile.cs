using System.Buffers.Binary;

namespace Microsoft.ML.DeepModels.Examples.Images;

/// <summary>Writes the simplest of image files: BMP, 24 bits a pixel, not compressed.</summary>
public static class BitmapFile
{
    private const int HeaderBytes = 54;

    /// <summary>An image as the bytes of a BMP file.</summary>
    /// <param name="width">in pixels</param>
    /// <param name="height">in pixels</param>
    /// <param name="rgb">red, green and blue of each pixel, row by row from the top</param>
    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> rgb)
    {
        if (rgb.Length != width * height * 3) throw new ArgumentException($"An image of {width}x{height} has {width * height * 3} values, got {rgb.Length}.", nameof(rgb));
        int rowBytes = (width * 3 + 3) / 4 * 4;
        byte[] file = new byte[HeaderBytes + rowBytes * height];
        file[0] = (byte)'B';
        file[1] = (byte)'M';
        Write(file, 2, file.Length);
        Write(file, 10, HeaderBytes);
        Write(file, 14, 40); // the size of the second header
        Write(file, 18, width);
        Write(file, 22, height);
        file[26] = 1; // plane
        file[28] = 24; // bits a pixel
        Write(file, 34, rowBytes * height);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> from = rgb.Slice(y * width * 3, width * 3);
            Span<byte> to = file.AsSpan(HeaderBytes + (height - 1 - y) * rowBytes, width * 3); // the file begins with the bottom row
            for (int i = 0; i < from.Length; i += 3) (to[i], to[i + 1], to[i + 2]) = (from[i + 2], from[i + 1], from[i]);
        }
        return file;
    }

    /// <summary>A grey image as the bytes of a BMP file.</summary>
    /// <param name="width">in pixels</param>
    /// <param name="height">in pixels</param>
    /// <param name="grey">the brightness of each pixel, row by row from the top</param>
    public static byte[] EncodeGrey(int width, int height, ReadOnlySpan<byte> grey)
    {
        byte[] rgb = new byte[grey.Length * 3];
        for (int i = 0; i < grey.Length; i++) rgb.AsSpan(3 * i, 3).Fill(grey[i]);
        return Encode(width, height, rgb);
    }

    private static void Write(byte[] file, int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(offset), value);
}
