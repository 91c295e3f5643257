using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching.Augmenting;

/// <summary>
/// Changes one row after the other, from the bytes or floats of a store into the memory of a batch: one bilinear pass for all geometry, then the colours. It keeps
/// buffers; one augmenter serves one thread.
/// </summary>
internal sealed class RowAugmenter
{
    private readonly Augmentation _augmentation;
    private readonly FeatureLayout _layout;
    private readonly int _height;
    private readonly int _width;
    private readonly int _channels;
    private readonly ImageSampler _sampler;
    private readonly float[] _source;
    private readonly ColorPlanes? _colors;
    private readonly List<ColorStep> _steps = [];

    /// <param name="augmentation">what to do, checked</param>
    /// <param name="layout">of images</param>
    public RowAugmenter(Augmentation augmentation, FeatureLayout layout)
    {
        _augmentation = augmentation;
        _layout = layout;
        (_channels, _height, _width) = (layout.Shape[0], layout.Shape[1], layout.Shape[2]);
        _sampler = new ImageSampler(_channels, _height, _width);
        _source = layout.Element == RowElement.Byte ? new float[layout.Shape.ElementCount] : [];
        _colors = augmentation.ChangesColors ? new ColorPlanes(_channels, _height, _width) : null;
    }

    /// <param name="row">as it lies in the store: (height, width, channels)</param>
    /// <param name="seed">what is drawn follows from it</param>
    /// <param name="destination">(height, width, channels), all written</param>
    /// <returns>null, or a value that colours cannot have</returns>
    public float? Apply(ReadOnlySpan<byte> row, ulong seed, Span<float> destination)
    {
        ReadOnlySpan<float> source = Floats(row);
        if (_colors is not null && _layout.Element == RowElement.Single && FirstOutside(source) is { } bad) return bad;
        var random = new RandomStream(seed);
        _steps.Clear();
        var map = DrawGeometry(ref random, out var window, out bool reflect);
        if (_steps.Count == 0)
        {
            _sampler.Sample(source, map, window, reflect, destination, false);
        }
        else
        {
            _sampler.Sample(source, map, window, reflect, _colors!.Values, true);
            foreach (var step in _steps) _colors.Apply(step);
            _colors.Interleave(destination);
        }
        if (_augmentation.Erasing is { } erasing && random.Chance(erasing.Probability)) Erase(erasing, destination, ref random);
        return null;
    }

    /// <summary>Draws where each place is seen from, and adds the changes of colours to the steps.</summary>
    private AffineMap DrawGeometry(ref RandomStream random, out PixelWindow window, out bool reflect)
    {
        var map = AffineMap.Identity;
        window = new PixelWindow(0, 0, _height, _width);
        reflect = false;
        if (_augmentation.Crop is ResizedCrop resized)
        {
            window = PixelWindow.Draw(resized, _height, _width, ref random);
            map = AffineMap.Crop(window, _height, _width);
        }
        else if (_augmentation.Crop is PaddedCrop padded)
        {
            reflect = padded.Reflect;
            map = AffineMap.Translate(random.Next(2 * padded.Pixels + 1) - padded.Pixels, random.Next(2 * padded.Pixels + 1) - padded.Pixels);
        }
        if (random.Chance(_augmentation.HorizontalFlip)) map = map.Then(AffineMap.FlipHorizontally(_width));
        if (random.Chance(_augmentation.VerticalFlip)) map = map.Then(AffineMap.FlipVertically(_height));
        if (_augmentation.Rotation > 0) map = map.Then(AffineMap.Rotate(random.Uniform(-_augmentation.Rotation, _augmentation.Rotation), _height, _width));
        if (_augmentation.ColorJitter is { } jitter) DrawJitter(jitter, ref random);
        for (int i = 0; i < _augmentation.RandAugment?.Operations; i++)
        {
            var operation = (RandAugmentOperation)random.Next(RandAugmentTable.Count);
            double level = RandAugmentTable.Level(operation, _augmentation.RandAugment.Magnitude, _height, _width);
            if (RandAugmentTable.IsSigned(operation) && random.Chance(0.5)) level = -level;
            if (RandAugmentTable.Geometry(operation, level, _height, _width) is { } next) map = map.Then(next);
            if (RandAugmentTable.Color(operation, level) is { } step) _steps.Add(step);
        }
        return map;
    }

    private void DrawJitter(ColorJitter jitter, ref RandomStream random)
    {
        int first = _steps.Count;
        Add(ColorOperation.Brightness, jitter.Brightness, ref random);
        Add(ColorOperation.Contrast, jitter.Contrast, ref random);
        Add(ColorOperation.Saturation, jitter.Saturation, ref random);
        if (jitter.Hue > 0) _steps.Add(new(ColorOperation.Hue, (float)random.Uniform(-jitter.Hue, jitter.Hue)));
        for (int i = _steps.Count - 1; i > first; i--)
        {
            int j = first + random.Next(i - first + 1);
            (_steps[i], _steps[j]) = (_steps[j], _steps[i]);
        }
    }

    private void Add(ColorOperation operation, double strength, ref RandomStream random)
    {
        if (strength > 0) _steps.Add(new(operation, (float)random.Uniform(Math.Max(0, 1 - strength), 1 + strength)));
    }

    private void Erase(RandomErasing erasing, Span<float> destination, ref RandomStream random)
    {
        if (PixelWindow.Draw(erasing, _height, _width, ref random) is not { } window) return;
        for (int y = 0; y < window.Height; y++)
        {
            Span<float> line = destination.Slice(((window.Top + y) * _width + window.Left) * _channels, window.Width * _channels);
            if (!erasing.Noise) line.Clear();
            else for (int i = 0; i < line.Length; i++) line[i] = (float)random.Uniform();
        }
    }

    private ReadOnlySpan<float> Floats(ReadOnlySpan<byte> row)
    {
        if (_layout.Element == RowElement.Single) return MemoryMarshal.Cast<byte, float>(row);
        FeatureLayout.Scale(row, _source);
        return _source;
    }

    private static float? FirstOutside(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (value is < 0 or > 1) return value;
        }
        return null;
    }
}
