namespace Microsoft.ML.Data;

/// <summary>An image of 32 bits a pixel in memory.</summary>
public sealed class MLImage : IDisposable
{
    // Formats that the official library can encode; it knows further extensions and says that it cannot.
    private static readonly HashSet<string> _encoded = new(StringComparer.OrdinalIgnoreCase) { ".png", ".jpg", ".jpeg", ".webp" };

    private static readonly HashSet<string> _known = new(_encoded, StringComparer.OrdinalIgnoreCase)
    {
        ".bmp", ".gif", ".ico", ".astc", ".avif", ".dng", ".heif", ".ktx", ".pkm", ".wbmp",
    };

    private readonly int _width;
    private readonly int _height;
    private readonly MLPixelFormat _format;
    private byte[] _pixels;
    private string _tag;

    private MLImage(int width, int height, MLPixelFormat format, byte[] pixels) =>
        (_width, _height, _format, _pixels) = (width, height, format, pixels);

    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        using var memory = new MemoryStream();
        imageStream.CopyTo(memory);
        return Decode(memory.GetBuffer().AsSpan(0, (int)memory.Length), out var error)
            ?? throw new ArgumentException($"Invalid input stream contents: {error}", nameof(imageStream));
    }

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        var error = "there is no such file";
        var image = File.Exists(imagePath) ? Decode(File.ReadAllBytes(imagePath), out error) : null;
        return image ?? throw new ArgumentException($"Invalid path: {error}", nameof(imagePath));
    }

    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException("Unsupported pixel format", nameof(pixelFormat));
        if (width <= 0) throw new ArgumentException("Invalid width value.", nameof(width));
        if (height <= 0) throw new ArgumentException("Invalid height value.", nameof(height));
        if (imagePixelData.Length != (long)width * height * 4)
            throw new ArgumentException($"Invalid {nameof(imagePixelData)} buffer size.");
        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray());
    }

    public int Width => Alive._width;
    public int Height => Alive._height;
    public MLPixelFormat PixelFormat => Alive._format;
    public int BitsPerPixel => 8 * Alive._pixels.Length / (_width * _height);

    /// <summary>Four bytes a pixel in the order of <see cref="PixelFormat"/>, row after row.</summary>
    public ReadOnlySpan<byte> Pixels => Alive._pixels;

    /// <summary>Blue, green and red of each pixel, in a new array.</summary>
    public byte[] GetBGRPixels
    {
        get
        {
            var pixels = ImageCodec.Unpremultiplied(Alive._pixels);
            var (blue, red) = _format == MLPixelFormat.Bgra32 ? (0, 2) : (2, 0);
            var result = new byte[_width * _height * 3];
            for (int from = 0, to = 0; from < pixels.Length; from += 4)
            {
                result[to++] = pixels[from + blue];
                result[to++] = pixels[from + 1];
                result[to++] = pixels[from + red];
            }
            return result;
        }
    }

    /// <summary>Free text, the path for images loaded from files.</summary>
    public string Tag
    {
        get => Alive._tag;
        set => Alive._tag = value;
    }

    public void Save(string imagePath)
    {
        var image = Alive;
        var extension = Path.GetExtension(imagePath).ToLowerInvariant();
        if (!_known.Contains(extension)) throw new ArgumentException("Path has invalid image file extension.", nameof(imagePath));
        var error = "no encoder for it";
        var bytes = _encoded.Contains(extension) ? ImageCodec.Encode(extension, image.ToBgra(), _width, _height, out error) : null;
        if (bytes == null)
            throw new ArgumentException(
                $"Saving image with the format '{extension}' is not supported ({error}). Try save it with `Jpeg`, `Png`, or `Webp` format.",
                nameof(imagePath));
        File.WriteAllBytes(imagePath, bytes);
    }

    public void Dispose() => _pixels = null;

    internal MLImage CloneWithResizing(int width, int height, ImageResizeMode mode)
    {
        var image = Alive;
        if (mode == ImageResizeMode.Fill)
            return new MLImage(width, height, _format, ImageResampler.Nearest(image._pixels, _width, _height, width, height));

        var (byWidth, byHeight) = ((float)width / _width, (float)height / _height);
        var tall = byHeight < byWidth; // the height is the tighter side
        var scale = tall == (mode == ImageResizeMode.Pad) ? byHeight : byWidth;
        var (left, top) = (0, 0);
        if (tall == (mode == ImageResizeMode.Pad)) left = Offset(width - _width * scale, mode, ImageResizeMode.CropAnchorLeft, ImageResizeMode.CropAnchorRight);
        else top = Offset(height - _height * scale, mode, ImageResizeMode.CropAnchorTop, ImageResizeMode.CropAnchorBottom);
        var pixels = ImageResampler.Draw(image.ToBgra(), _width, _height, width, height, left, top, (int)(_width * scale), (int)(_height * scale));
        return new MLImage(width, height, MLPixelFormat.Bgra32, pixels);
    }

    internal MLImage CloneWithGrayscale()
    {
        var pixels = (byte[])Alive.ToBgra().Clone();
        for (var i = 0; i < pixels.Length; i += 4)
        {
            var gray = (byte)(0.11f * pixels[i] + 0.59f * pixels[i + 1] + 0.3f * pixels[i + 2] + 0.5f);
            (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = (gray, gray, gray, 255);
        }
        return new MLImage(_width, _height, MLPixelFormat.Bgra32, pixels);
    }

    private MLImage Alive => _pixels != null ? this : throw new InvalidOperationException("Object is disposed.");

    private static MLImage Decode(ReadOnlySpan<byte> bytes, out string error)
    {
        var pixels = ImageCodec.Decode(bytes, out var width, out var height, out error);
        return pixels == null ? null : new MLImage(width, height, MLPixelFormat.Bgra32, pixels);
    }

    private static int Offset(float free, ImageResizeMode mode, ImageResizeMode atStart, ImageResizeMode atEnd) =>
        mode == atStart ? 0 : (int)(mode == atEnd ? free : free / 2);

    private byte[] ToBgra()
    {
        if (_format == MLPixelFormat.Bgra32) return _pixels;
        var result = (byte[])_pixels.Clone();
        for (var i = 0; i < result.Length; i += 4) (result[i], result[i + 2]) = (result[i + 2], result[i]);
        return result;
    }
}
