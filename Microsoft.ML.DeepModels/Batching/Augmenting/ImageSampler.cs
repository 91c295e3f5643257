using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.DeepModels.Batching.Augmenting;

/// <summary>
/// Draws a picture anew through an <see cref="AffineMap"/>, bilinear, in one pass. It keeps buffers; one sampler serves one thread.
/// </summary>
/// <param name="channels">of source and result</param>
/// <param name="height">of source and result</param>
/// <param name="width">of source and result</param>
internal sealed class ImageSampler(int channels, int height, int width)
{
    /// <summary>A pixel reaches half its size from its centre; beyond the outermost ones nothing is seen. The rest is for rounding errors.</summary>
    private const double Reach = 0.5 + 1e-6;

    private readonly float[] _line = new float[width * channels];
    private readonly int[] _first = new int[width];
    private readonly int[] _second = new int[width];
    private readonly float[] _weights = new float[width];

    /// <param name="source">(height, width, channels)</param>
    /// <param name="map">from places of the result to those of the source</param>
    /// <param name="window">the part of the source that is seen; what is beyond is 0, or its mirror image</param>
    /// <param name="reflect">whether it is its mirror image</param>
    /// <param name="destination">all written</param>
    /// <param name="planar">whether the result is (channels, height, width); otherwise (height, width, channels)</param>
    public void Sample(ReadOnlySpan<float> source, in AffineMap map, in PixelWindow window, bool reflect, Span<float> destination, bool planar)
    {
        // From here on indices are not checked everywhere.
        int size = channels * height * width;
        if (source.Length != size || destination.Length != size) throw new ArgumentException($"A picture has {size} values, got {source.Length} and room for {destination.Length}.");
        int pixel = planar ? 1 : channels, channel = planar ? height * width : 1;
        if (map == AffineMap.Identity) Copy(source, destination, planar);
        else if (map.IsAxisAligned) SampleLines(source, map, window, reflect, destination, pixel, channel);
        else SamplePixels(source, map, window, reflect, destination, pixel, channel);
    }

    private void Copy(ReadOnlySpan<float> source, Span<float> destination, bool planar)
    {
        if (!planar || channels == 1)
        {
            source.CopyTo(destination);
            return;
        }
        int pixels = height * width;
        for (int c = 0; c < channels; c++)
        {
            Span<float> plane = destination.Slice(c * pixels, pixels);
            for (int i = 0, from = c; i < plane.Length; i++, from += channels) plane[i] = source[from];
        }
    }

    /// <summary>Lines stay lines: two of them are blended, then pixels of the blend.</summary>
    private void SampleLines(ReadOnlySpan<float> source, in AffineMap map, in PixelWindow window, bool reflect, Span<float> destination, int pixel, int channel)
    {
        int left = window.Left, right = window.Left + window.Width - 1, top = window.Top, bottom = window.Top + window.Height - 1;
        for (int x = 0; x < width; x++)
        {
            bool seen = Locate(map.XX * (x + 0.5) + map.X0 - 0.5, left, right, reflect, out int first, out int second, out _weights[x]);
            _first[x] = seen ? first * channels : -1;
            _second[x] = second * channels;
        }
        int stride = width * channels, from = left * channels, length = window.Width * channels;
        Span<float> line = _line.AsSpan(from, length);
        for (int y = 0; y < height; y++)
        {
            Span<float> to = destination[(y * width * pixel)..];
            if (Locate(map.YY * (y + 0.5) + map.Y0 - 0.5, top, bottom, reflect, out int first, out int second, out float weight))
            {
                Blend(source.Slice(first * stride + from, length), source.Slice(second * stride + from, length), weight, line);
                if (channels == 3) SampleLine3(to, pixel, channel);
                else SampleLine(to, pixel, channel);
            }
            else
            {
                for (int c = 0; c < channels; c++)
                    for (int x = 0; x < width; x++) to[x * pixel + c * channel] = 0;
            }
        }
    }

    private void SampleLine(Span<float> to, int pixel, int channel)
    {
        for (int x = 0; x < width; x++)
        {
            int first = _first[x], second = _second[x];
            for (int c = 0; c < channels; c++)
                to[x * pixel + c * channel] = first < 0 ? 0 : _line[first + c] + (_line[second + c] - _line[first + c]) * _weights[x];
        }
    }

    /// <summary>The same for three channels, without the checks of indices, all of which are in range by <see cref="Locate"/>.</summary>
    private void SampleLine3(Span<float> to, int pixel, int channel)
    {
        ref float line = ref MemoryMarshal.GetArrayDataReference(_line), result = ref MemoryMarshal.GetReference(to);
        for (int x = 0; x < _first.Length; x++)
        {
            ref float place = ref Unsafe.Add(ref result, x * pixel);
            int at = _first[x];
            if (at < 0)
            {
                place = 0;
                Unsafe.Add(ref place, channel) = 0;
                Unsafe.Add(ref place, 2 * channel) = 0;
                continue;
            }
            ref float first = ref Unsafe.Add(ref line, at), second = ref Unsafe.Add(ref line, _second[x]);
            float weight = _weights[x];
            place = first + (second - first) * weight;
            Unsafe.Add(ref place, channel) = Unsafe.Add(ref first, 1) + (Unsafe.Add(ref second, 1) - Unsafe.Add(ref first, 1)) * weight;
            Unsafe.Add(ref place, 2 * channel) = Unsafe.Add(ref first, 2) + (Unsafe.Add(ref second, 2) - Unsafe.Add(ref first, 2)) * weight;
        }
    }

    private void SamplePixels(ReadOnlySpan<float> source, in AffineMap map, in PixelWindow window, bool reflect, Span<float> destination, int pixel, int channel)
    {
        int left = window.Left, right = window.Left + window.Width - 1, top = window.Top, bottom = window.Top + window.Height - 1, stride = width * channels;
        for (int y = 0; y < height; y++)
        {
            double startX = map.XY * (y + 0.5) + map.X0 - 0.5, startY = map.YY * (y + 0.5) + map.Y0 - 0.5;
            for (int x = 0; x < width; x++)
            {
                int to = (y * width + x) * pixel;
                if (!Locate(map.XX * (x + 0.5) + startX, left, right, reflect, out int firstX, out int secondX, out float weightX) ||
                    !Locate(map.YX * (x + 0.5) + startY, top, bottom, reflect, out int firstY, out int secondY, out float weightY))
                {
                    for (int c = 0; c < channels; c++) destination[to + c * channel] = 0;
                    continue;
                }
                ReadOnlySpan<float> upper = source.Slice(firstY * stride, stride), lower = source.Slice(secondY * stride, stride);
                firstX *= channels;
                secondX *= channels;
                for (int c = 0; c < channels; c++)
                {
                    float above = upper[firstX + c] + (upper[secondX + c] - upper[firstX + c]) * weightX;
                    float below = lower[firstX + c] + (lower[secondX + c] - lower[firstX + c]) * weightX;
                    destination[to + c * channel] = above + (below - above) * weightY;
                }
            }
        }
    }

    /// <summary>The two pixels between whose centres a place is, and how near it is to the second.</summary>
    /// <returns>false where nothing is seen</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Locate(double place, int low, int high, bool reflect, out int first, out int second, out float weight)
    {
        if (reflect) place = Mirror(place, low, high);
        else if (!(place >= low - Reach && place <= high + Reach))
        {
            first = second = 0;
            weight = 0;
            return false;
        }
        place = place < low ? low : place > high ? high : place;
        first = (int)place;
        second = first < high ? first + 1 : high;
        weight = (float)(place - first);
        return true;
    }

    /// <summary>About the centres of the outermost pixels, which are not repeated.</summary>
    private static double Mirror(double place, int low, int high)
    {
        if (place >= low && place <= high || low == high) return Math.Clamp(place, low, high);
        double distance = Math.Abs(place - low) % (2.0 * (high - low));
        return low + Math.Min(distance, 2.0 * (high - low) - distance);
    }

    private static void Blend(ReadOnlySpan<float> first, ReadOnlySpan<float> second, float weight, Span<float> destination)
    {
        if (weight == 0)
        {
            first.CopyTo(destination);
            return;
        }
        int i = 0;
        for (; i <= destination.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var from = new Vector<float>(first[i..]);
            (from + (new Vector<float>(second[i..]) - from) * weight).CopyTo(destination[i..]);
        }
        for (; i < destination.Length; i++) destination[i] = first[i] + (second[i] - first[i]) * weight;
    }
}
