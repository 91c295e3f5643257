using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Reads a column of decoded images; they are resized to the input shape.</summary>
internal sealed class ImageReader(DataViewSchema.Column column, TensorShape shape)
    : FeatureReader(column, new FeatureLayout(shape, RowElement.Byte))
{
    public override RowReader Bind(DataViewRow row) => new Bound(row, Column, Shape);

    private sealed class Bound(DataViewRow row, DataViewSchema.Column column, TensorShape shape) : FixedRowReader(row, column.Name)
    {
        private readonly ValueGetter<MLImage> _getter = row.GetGetter<MLImage>(column);
        private readonly ImageResizer _resizer = new(shape);

        // Handed back to the getter at each row: LoadImages disposes the previous image through it. The last one is the
        // cursor's to dispose, not ours.
        private MLImage? _image;

        protected override RowFault? ReadCore(Span<byte> destination)
        {
            try
            {
                _getter(ref _image!);
            }
            catch
            {
                _image = null; // it may be half made
                throw;
            }
            if (_image is null) return Fault("there is no image");
            return _resizer.Read(_image, destination) is { } problem ? Fault(problem, _image.Tag) : null;
        }
    }
}
