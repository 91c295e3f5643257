using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>
/// Images read ahead. The getter of the input owns what it hands out and may dispose it with the next row, so each is
/// cloned; and so is what is handed out here, for a consumer may dispose its image too.
/// </summary>
internal sealed class ImageBuffer(ValueGetter<MLImage> source, int capacity) : ColumnBuffer
{
    private readonly MLImage?[] _values = new MLImage?[capacity];
    private readonly List<MLImage> _handedOut = [];
    private MLImage? _source;

    public override void Fill(int slot)
    {
        source(ref _source!);
        _values[slot]?.Dispose();
        _values[slot] = _source is null ? null : Clone(_source);
    }

    public override Delegate CreateGetter(Func<int> slot) => (ValueGetter<MLImage>)((ref MLImage destination) =>
    {
        var value = _values[slot()];
        if (destination is not null)
        {
            _handedOut.Remove(destination);
            destination.Dispose();
        }
        destination = value is null ? null! : Clone(value);
        if (destination is not null) _handedOut.Add(destination);
    });

    public override void Dispose()
    {
        foreach (var image in _values) image?.Dispose();
        foreach (var image in _handedOut) image.Dispose();
        _handedOut.Clear();
        _source?.Dispose();
    }

    private static MLImage Clone(MLImage image)
    {
        var clone = MLImage.CreateFromPixels(image.Width, image.Height, image.PixelFormat, image.Pixels);
        clone.Tag = image.Tag;
        return clone;
    }
}
