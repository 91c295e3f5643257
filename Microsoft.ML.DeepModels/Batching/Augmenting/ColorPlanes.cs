using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.DeepModels.Batching.Augmenting;

/// <summary>
/// Changes of the colours of one picture, plane by plane, with the arithmetic of torchvision's functions on tensors. Values are from 0 to 1, and so they stay. It owns the
/// memory of the picture; one serves one thread. A picture of one channel is grey: it has no saturation and no hue, and is its own grey.
/// </summary>
/// <param name="channels">1 or 3</param>
/// <param name="height">of the picture</param>
/// <param name="width">of the picture</param>
internal sealed class ColorPlanes(int channels, int height, int width)
{
    // The weights of a grey, and of the levels of a byte.
    private const float Red = 0.2989f, Green = 0.587f, Blue = 0.114f;
    private const int Levels = 256;

    private readonly float[] _values = new float[channels * height * width];
    private readonly float[] _before = new float[height * width];
    private readonly float[] _table = new float[Levels];
    private readonly int[] _counts = new int[Levels];

    /// <summary>(channels, height, width)</summary>
    public Span<float> Values => _values;

    public void Apply(ColorStep step)
    {
        float value = step.Value;
        switch (step.Operation)
        {
            case ColorOperation.Brightness:
                BlendWith(0, value);
                break;
            case ColorOperation.Contrast:
                BlendWith(MeanGrey(), value);
                break;
            case ColorOperation.Saturation when channels == 3:
                Saturate(value);
                break;
            case ColorOperation.Hue when channels == 3:
                TurnHue(value);
                break;
            case ColorOperation.Sharpness:
                Sharpen(value);
                break;
            case ColorOperation.Posterize:
                for (int i = 0; i < Levels; i++) _table[i] = (i & (byte)(0xFF << (8 - (int)value))) / 255f;
                for (int c = 0; c < channels; c++) LookUp(Plane(c));
                break;
            case ColorOperation.Solarize:
                for (int i = 0; i < Levels; i++) _table[i] = (i >= value ? 255 - i : i) / 255f;
                for (int c = 0; c < channels; c++) LookUp(Plane(c));
                break;
            case ColorOperation.AutoContrast:
                for (int c = 0; c < channels; c++) Stretch(Plane(c));
                break;
            case ColorOperation.Equalize:
                for (int c = 0; c < channels; c++) Equalize(Plane(c));
                break;
        }
    }

    /// <param name="destination">(height, width, channels), all written</param>
    public void Interleave(Span<float> destination)
    {
        if (channels == 1)
        {
            _values.CopyTo(destination);
            return;
        }
        ReadOnlySpan<float> red = Plane(0), green = Plane(1), blue = Plane(2);
        Span<Pixel> pixels = MemoryMarshal.Cast<float, Pixel>(destination)[..red.Length];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = new Pixel(red[i], green[i], blue[i]);
    }

    private Span<float> Plane(int channel) => _values.AsSpan(channel * height * width, height * width);

    private static Vector<float> Clamp(Vector<float> value) => Vector.Min(Vector.Max(value, Vector<float>.Zero), Vector<float>.One);

    /// <summary>factor times the picture and 1 - factor times one value.</summary>
    private void BlendWith(float other, float factor)
    {
        float part = other * (1 - factor);
        var offset = new Vector<float>(part);
        Span<float> values = _values;
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            Clamp(new Vector<float>(values[i..]) * factor + offset).CopyTo(values[i..]);
        for (; i < values.Length; i++) values[i] = Math.Clamp(values[i] * factor + part, 0, 1);
    }

    private float MeanGrey()
    {
        double sum = 0;
        for (int c = 0; c < channels; c++) sum += Sum(Plane(c)) * (channels == 1 ? 1 : c == 0 ? Red : c == 1 ? Green : Blue);
        return (float)(sum / (height * width));
    }

    // Sums of a few thousand at a time, so that none grows until it swallows what is added.
    private static double Sum(ReadOnlySpan<float> values)
    {
        const int Block = 4096;
        double sum = 0;
        for (int start = 0; start < values.Length; start += Block)
        {
            ReadOnlySpan<float> block = values.Slice(start, Math.Min(Block, values.Length - start));
            Vector<float> sums = Vector<float>.Zero;
            int i = 0;
            for (; i <= block.Length - Vector<float>.Count; i += Vector<float>.Count) sums += new Vector<float>(block[i..]);
            sum += Vector.Sum(sums);
            for (; i < block.Length; i++) sum += block[i];
        }
        return sum;
    }

    private void Saturate(float factor)
    {
        Span<float> red = Plane(0), green = Plane(1), blue = Plane(2);
        int i = 0;
        for (; i <= red.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> r = new(red[i..]), g = new(green[i..]), b = new(blue[i..]);
            Vector<float> grey = (r * Red + g * Green + b * Blue) * (1 - factor);
            Clamp(r * factor + grey).CopyTo(red[i..]);
            Clamp(g * factor + grey).CopyTo(green[i..]);
            Clamp(b * factor + grey).CopyTo(blue[i..]);
        }
        for (; i < red.Length; i++)
        {
            float grey = (red[i] * Red + green[i] * Green + blue[i] * Blue) * (1 - factor);
            red[i] = Math.Clamp(red[i] * factor + grey, 0, 1);
            green[i] = Math.Clamp(green[i] * factor + grey, 0, 1);
            blue[i] = Math.Clamp(blue[i] * factor + grey, 0, 1);
        }
    }

    /// <summary>Value and saturation stay, so the largest and the smallest channel do, whichever they are then; the third follows from the hue.</summary>
    private void TurnHue(float turn)
    {
        Span<float> red = Plane(0), green = Plane(1), blue = Plane(2);
        int i = 0;
        for (; i <= red.Length - Vector<float>.Count; i += Vector<float>.Count)
            TurnHue(red.Slice(i, Vector<float>.Count), green.Slice(i, Vector<float>.Count), blue.Slice(i, Vector<float>.Count), turn);
        if (i == red.Length) return;
        int rest = red.Length - i;
        Span<float> r = stackalloc float[Vector<float>.Count], g = stackalloc float[Vector<float>.Count], b = stackalloc float[Vector<float>.Count];
        red[i..].CopyTo(r);
        green[i..].CopyTo(g);
        blue[i..].CopyTo(b);
        TurnHue(r, g, b, turn);
        r[..rest].CopyTo(red[i..]);
        g[..rest].CopyTo(green[i..]);
        b[..rest].CopyTo(blue[i..]);
    }

    private static void TurnHue(Span<float> red, Span<float> green, Span<float> blue, float turn)
    {
        Vector<float> r = new(red), g = new(green), b = new(blue);
        Vector<float> most = Vector.Max(r, Vector.Max(g, b)), range = most - Vector.Min(r, Vector.Min(g, b));
        Vector<float> unit = Vector<float>.One / Vector.ConditionalSelect(Vector.Equals(range, Vector<float>.Zero), Vector<float>.One, range);
        // The hue in sixths of the circle, from -1 to 5.
        Vector<float> hue = Vector.ConditionalSelect(Vector.Equals(most, r), (g - b) * unit,
            Vector.ConditionalSelect(Vector.Equals(most, g), (b - r) * unit + new Vector<float>(2), (r - g) * unit + new Vector<float>(4)));
        hue += new Vector<float>(6 * turn);
        Channel(hue + new Vector<float>(5), most, range).CopyTo(red);
        Channel(hue + new Vector<float>(3), most, range).CopyTo(green);
        Channel(hue + new Vector<float>(1), most, range).CopyTo(blue);
    }

    /// <summary>A channel falls from the largest value to the smallest over a sixth of the circle, stays for two, rises over one, and stays for two.</summary>
    private static Vector<float> Channel(Vector<float> place, Vector<float> most, Vector<float> range)
    {
        Vector<float> k = place - Vector.Floor(place * (1 / 6f)) * 6;
        return most - range * Clamp(Vector.Min(k, new Vector<float>(4) - k));
    }

    /// <summary>A blend of the picture and of its blur by [1 1 1; 1 5 1; 1 1 1] / 13; the outermost pixels stay.</summary>
    private void Sharpen(float factor)
    {
        if (height < 3 || width < 3) return;
        for (int c = 0; c < channels; c++)
        {
            Span<float> plane = Plane(c);
            plane.CopyTo(_before);
            for (int y = 1; y < height - 1; y++)
            {
                int length = width - 2, line = y * width + 1;
                ReadOnlySpan<float> above = _before.AsSpan(line - width - 1, width), own = _before.AsSpan(line - 1, width), below = _before.AsSpan(line + width - 1, width);
                Span<float> to = plane.Slice(line, length);
                int x = 0;
                for (; x <= length - Vector<float>.Count; x += Vector<float>.Count)
                {
                    var center = new Vector<float>(own[(x + 1)..]);
                    Vector<float> blur = (Row(above, x) + Row(below, x) + Row(own, x) + center * 4) * (1 / 13f);
                    Clamp(center * factor + blur * (1 - factor)).CopyTo(to[x..]);
                }
                for (; x < length; x++)
                {
                    float blur = (above[x] + above[x + 1] + above[x + 2] + below[x] + below[x + 1] + below[x + 2] + own[x] + own[x + 2] + 5 * own[x + 1]) / 13;
                    to[x] = Math.Clamp(own[x + 1] * factor + blur * (1 - factor), 0, 1);
                }
            }
        }

        static Vector<float> Row(ReadOnlySpan<float> line, int x) => new Vector<float>(line[x..]) + new Vector<float>(line[(x + 1)..]) + new Vector<float>(line[(x + 2)..]);
    }

    /// <summary>The smallest value becomes 0 and the largest 1.</summary>
    private static void Stretch(Span<float> plane)
    {
        float least = float.MaxValue, most = float.MinValue;
        foreach (float value in plane) (least, most) = (Math.Min(least, value), Math.Max(most, value));
        if (!(most > least)) return;
        float scale = 1 / (most - least);
        for (int i = 0; i < plane.Length; i++) plane[i] = Math.Clamp((plane[i] - least) * scale, 0, 1);
    }

    /// <summary>Each of the 256 levels about as often as every other, as far as the picture has them.</summary>
    private void Equalize(Span<float> plane)
    {
        Array.Clear(_counts);
        foreach (float value in plane) _counts[Level(value)]++;
        int last = Array.FindLastIndex(_counts, count => count > 0), step = (plane.Length - _counts[last]) / (Levels - 1);
        if (step == 0) return;
        int below = 0;
        for (int i = 0; i < Levels; i++)
        {
            _table[i] = Math.Min((below + step / 2) / step, Levels - 1) / 255f;
            below += _counts[i];
        }
        LookUp(plane);
    }

    private void LookUp(Span<float> plane)
    {
        for (int i = 0; i < plane.Length; i++) plane[i] = _table[Level(plane[i])];
    }

    private static int Level(float value) => (int)(value * 255 + 0.5f);

    private readonly record struct Pixel(float Red, float Green, float Blue);
}
