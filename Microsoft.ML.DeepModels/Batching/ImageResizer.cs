using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Brings an image to the input shape: bilinear, and where it shrinks each pixel is the weighted mean of the whole area
/// under it, so that nothing aliases (the "antialiased bilinear" of Pillow and torchvision). The aspect ratio is not kept.
/// Grey is the luma of ITU-R BT.601; transparency is dropped. It keeps buffers; one resizer serves one thread.
/// </summary>
internal sealed class ImageResizer(TensorShape shape)
{
    private readonly int _channels = shape[0], _height = shape[1], _width = shape[2];
    private ResizeAxis? _columns;
    private ResizeAxis? _rows;
    private Vector128<float>[] _narrowed = [];
    private Vector128<float>[] _line = [];

    /// <param name="image">left as it is</param>
    /// <param name="destination">(height, width, channels) bytes, all written</param>
    /// <returns>null, or why the image cannot be used</returns>
    public string? Read(MLImage image, Span<byte> destination)
    {
        if (image.PixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32)) return $"an image of pixel format {image.PixelFormat}, expected Bgra32 or Rgba32";
        Resize(image.Pixels, image.Width, image.Height, image.PixelFormat == MLPixelFormat.Bgra32, destination);
        return null;
    }

    /// <param name="pixels">(height, width, 4) bytes</param>
    /// <param name="width">of the source</param>
    /// <param name="height">of the source</param>
    /// <param name="blueFirst">whether the channels are blue, green, red, alpha; else red, green, blue, alpha</param>
    /// <param name="destination">(height, width, channels) bytes of the input shape, all written</param>
    public void Resize(ReadOnlySpan<byte> pixels, int width, int height, bool blueFirst, Span<byte> destination)
    {
        if (width == _width && height == _height)
        {
            for (int i = 0, to = 0; to < destination.Length; i += 4, to += _channels)
            {
                Store(blueFirst ? pixels[i + 2] : pixels[i], pixels[i + 1], blueFirst ? pixels[i] : pixels[i + 2], destination, to);
            }
            return;
        }
        if (_columns?.Source != width) _columns = new ResizeAxis(width, _width);
        if (_rows?.Source != height) _rows = new ResizeAxis(height, _height);
        Narrow(MemoryMarshal.Cast<byte, uint>(pixels), width, height, _columns);
        for (int y = 0, to = 0; y < _height; y++)
        {
            foreach (Vector128<float> pixel in Line(_rows, y))
            {
                Store(Round(pixel[blueFirst ? 2 : 0]), Round(pixel[1]), Round(pixel[blueFirst ? 0 : 2]), destination, to);
                to += _channels;
            }
        }
    }

    /// <summary>(height, width) to (height, new width), all four channels of a pixel at once.</summary>
    private void Narrow(ReadOnlySpan<uint> pixels, int width, int height, ResizeAxis axis)
    {
        if (_narrowed.Length < height * _width) _narrowed = new Vector128<float>[height * _width];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<uint> row = pixels.Slice(y * width, width);
            Span<Vector128<float>> to = _narrowed.AsSpan(y * _width, _width);
            for (int x = 0; x < to.Length; x++)
            {
                ReadOnlySpan<float> weights = axis.Weights(x);
                ReadOnlySpan<uint> from = row.Slice(axis.Start(x), weights.Length);
                Vector128<float> sum = Vector128<float>.Zero;
                for (int k = 0; k < weights.Length; k++)
                {
                    Vector128<ushort> wide = Vector128.WidenLower(Vector128.CreateScalar(from[k]).AsByte());
                    sum += Vector128.ConvertToSingle(Vector128.WidenLower(wide).AsInt32()) * weights[k];
                }
                to[x] = sum;
            }
        }
    }

    /// <summary>One line of the result: the weighted sum of narrowed lines.</summary>
    private ReadOnlySpan<Vector128<float>> Line(ResizeAxis axis, int y)
    {
        if (_line.Length != _width) _line = new Vector128<float>[_width];
        _line.AsSpan().Clear();
        ReadOnlySpan<float> weights = axis.Weights(y);
        for (int k = 0; k < weights.Length; k++)
        {
            ReadOnlySpan<Vector128<float>> from = _narrowed.AsSpan((axis.Start(y) + k) * _width, _width);
            for (int x = 0; x < from.Length; x++) _line[x] += from[x] * weights[k];
        }
        return _line;
    }

    private void Store(byte red, byte green, byte blue, Span<byte> destination, int to)
    {
        if (_channels == 1)
        {
            destination[to] = (byte)((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16); // 0.299, 0.587, 0.114 of 65536
            return;
        }
        destination[to] = red;
        destination[to + 1] = green;
        destination[to + 2] = blue;
    }

    private static byte Round(float value) => (byte)Math.Clamp((int)(value + 0.5f), 0, 255);
}
