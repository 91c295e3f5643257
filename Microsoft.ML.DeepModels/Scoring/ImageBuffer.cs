using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>
/// Images read ahead. The getter of the input owns what it hands out and may dispose it with the next row, so each is
/// cloned; and so is what is handed out here: it belongs to the consumer, who may keep or dispose it.
/// </summary>
internal sealed class ImageBuffer(ValueGetter<MLImage> source, int capacity) : ColumnBuffer
{
    private readonly MLImage?[] _values = new MLImage?[capacity];
    private MLImage? _source;

    public override void Fill(int slot)
    {
        source(ref _source!);
        _values[slot]?.Dispose();
        _values[slot] = _source is null ? null : Clone(_source);
    }

    // Like ML.NET's own image getters, this one disposes the image that it replaces.
    public override Delegate CreateGetter(Func<int> slot) => (ValueGetter<MLImage>)((ref MLImage destination) =>
    {
        var value = _values[slot()];
        destination?.Dispose();
        destination = value is null ? null! : Clone(value);
    });

    public override void Dispose()
    {
        foreach (var image in _values) image?.Dispose();
    }

    private static MLImage Clone(MLImage image)
    {
        var clone = MLImage.CreateFromPixels(image.Width, image.Height, image.PixelFormat, image.Pixels);
        clone.Tag = image.Tag;
        return clone;
    }
}
