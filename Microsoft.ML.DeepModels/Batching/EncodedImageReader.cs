using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Reads a column of encoded images, the bytes of JPEG, PNG or BMP files.</summary>
internal sealed class EncodedImageReader(DataViewSchema.Column column, TensorShape shape)
    : FeatureReader(column, new FeatureLayout(shape, RowElement.Byte))
{
    public override RowReader Bind(DataViewRow row) => new Bound(row, Column, Shape);

    /// <summary>
    /// A reader that can also be used in two steps: the bytes are taken from the cursor on its thread, and decoded on any other.
    /// </summary>
    internal sealed class Bound(DataViewRow row, DataViewSchema.Column column, TensorShape shape) : FixedRowReader(row, column.Name)
    {
        private readonly ValueGetter<VBuffer<byte>> _getter = row.GetGetter<VBuffer<byte>>(column);
        private readonly ImageResizer _resizer = new(shape);
        private VBuffer<byte> _buffer;
        private byte[] _bytes = [];

        /// <summary>The encoded bytes of the current row.</summary>
        /// <param name="bytes">grown when it is too small</param>
        /// <param name="length">how many of them are the row's</param>
        public RowFault? ReadEncoded(ref byte[] bytes, out int length)
        {
            length = 0;
            try
            {
                _getter(ref _buffer);
            }
            catch (Exception e) when (IsAboutTheRow(e))
            {
                return Fault($"the value could not be computed: {e.Message.TrimEnd('.')}", cause: e);
            }
            if (bytes.Length < _buffer.Length) bytes = new byte[Math.Max(_buffer.Length, bytes.Length * 2)];
            _buffer.CopyTo(bytes);
            length = _buffer.Length;
            return null;
        }

        /// <summary>A fault of the current row.</summary>
        public RowFault At(long row, string problem) => Fault(problem) with { Row = row };

        protected override RowFault? ReadCore(Span<byte> destination) =>
            ReadEncoded(ref _bytes, out int length) ?? (EncodedImage.Decode(_bytes, length, _resizer, destination) is { } problem ? Fault(problem) : null);
    }
}
