using System.Buffers.Binary;

namespace Microsoft.ML.DeepModels.Tests.Batching;

/// <summary>Small encoded images.</summary>
internal static class TestImages
{
    /// <summary>A PNG of 2 x 1 pixels: red, then blue.</summary>
    public static byte[] Png { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR42mP4z8DAwPAfAAcAAf/Hcw2XAAAAAElFTkSuQmCC");

    /// <summary>A JPEG of 8 x 8 pixels, all (200, 100, 50) as nearly as JPEG can.</summary>
    public static byte[] Jpeg { get; } = Convert.FromBase64String("/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABwj/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCQAHqQf//Z");

    /// <summary>An uncompressed BMP of 24 bits a pixel.</summary>
    public static byte[] Bmp(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> pixel)
    {
        int stride = (width * 3 + 3) / 4 * 4;
        var bytes = new byte[54 + stride * height];
        bytes[0] = (byte)'B';
        bytes[1] = (byte)'M';
        void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        Write(2, bytes.Length);
        Write(10, 54);
        Write(14, 40);
        Write(18, width);
        Write(22, height);
        Write(26, 1 | 24 << 16);
        Write(34, stride * height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = 54 + (height - 1 - y) * stride + x * 3; // rows from the bottom
                (bytes[at + 2], bytes[at + 1], bytes[at]) = pixel(x, y);
            }
        }
        return bytes;
    }
}
