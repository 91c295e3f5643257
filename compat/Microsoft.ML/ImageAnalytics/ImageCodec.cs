using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

/// <summary>Image files in memory to pixels and back, by the native library of compat/ImageCodec.</summary>
internal static unsafe class ImageCodec
{
    private const string Library = "MLImageCodec";
    private const int ErrorSize = 512;

    /// <summary>Pixels as blue, green, red, alpha; where there is transparency, colors are multiplied by alpha, as the official decoder does.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> encoded, out int width, out int height, out string error)
    {
        (width, height) = (0, 0);
        var message = stackalloc byte[ErrorSize];
        fixed (byte* bytes = encoded)
        {
            if (encoded.IsEmpty || codec_decode(bytes, encoded.Length, out var data, out width, out height, out var hasAlpha, message, ErrorSize) != 0)
            {
                error = encoded.IsEmpty ? "there are no bytes" : Marshal.PtrToStringUTF8((nint)message);
                return null;
            }
            error = null;
            var pixels = Take(data, width * height * 4);
            if (hasAlpha != 0) Premultiply(pixels);
            return pixels;
        }
    }

    /// <param name="extension">names the format, with its dot</param>
    /// <param name="bgra">colors multiplied by alpha</param>
    public static byte[] Encode(string extension, byte[] bgra, int width, int height, out string error)
    {
        var opaque = extension is ".jpg" or ".jpeg" || IsOpaque(bgra);
        var pixels = opaque ? bgra : Unpremultiplied(bgra);
        var message = stackalloc byte[ErrorSize];
        fixed (byte* bytes = pixels)
        {
            const int quality = 100;
            if (codec_encode(extension, bytes, width, height, opaque ? 3 : 4, quality, out var data, out var length, message, ErrorSize) != 0)
            {
                error = Marshal.PtrToStringUTF8((nint)message);
                return null;
            }
            error = null;
            return Take(data, length);
        }
    }

    public static byte[] Unpremultiplied(byte[] pixels)
    {
        var result = (byte[])pixels.Clone();
        for (var i = 0; i < result.Length; i += 4)
        {
            int alpha = result[i + 3];
            if (alpha == 255) continue;
            for (var c = i; c < i + 3; c++)
                result[c] = alpha == 0 ? (byte)0 : (byte)Math.Min(255, (result[c] * 255 + alpha / 2) / alpha);
        }
        return result;
    }

    private static void Premultiply(Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha == 255) continue;
            for (var c = i; c < i + 3; c++) pixels[c] = (byte)((pixels[c] * alpha + 127) / 255);
        }
    }

    private static bool IsOpaque(byte[] pixels)
    {
        for (var i = 3; i < pixels.Length; i += 4)
            if (pixels[i] != 255)
                return false;
        return true;
    }

    private static byte[] Take(byte* data, int length)
    {
        try
        {
            return new ReadOnlySpan<byte>(data, length).ToArray();
        }
        finally
        {
            codec_free(data);
        }
    }

    [DllImport(Library)]
    private static extern int codec_decode(byte* bytes, int length, out byte* data, out int width, out int height, out int hasAlpha,
        byte* error, int errorSize);

    [DllImport(Library)]
    private static extern int codec_encode([MarshalAs(UnmanagedType.LPUTF8Str)] string extension, byte* pixels, int width, int height, int channels,
        int quality, out byte* data, out int length, byte* error, int errorSize);

    [DllImport(Library)]
    private static extern void codec_free(byte* data);
}
