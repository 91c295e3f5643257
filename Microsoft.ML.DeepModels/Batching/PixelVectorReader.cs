using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Reads a vector of pixel bytes; they are scaled from 0..255 to 0..1, as those of every image column.</summary>
internal sealed class PixelVectorReader(DataViewSchema.Column column, TensorShape shape, ChannelOrder order)
    : FeatureReader(column, new FeatureLayout(shape, RowElement.Byte))
{
    public override RowReader Bind(DataViewRow row) => new Bound(row, Column, Shape, Planes.Of(Shape, order));

    private sealed class Bound(DataViewRow row, DataViewSchema.Column column, TensorShape shape, int planes) : FixedRowReader(row, column.Name)
    {
        private readonly ValueGetter<VBuffer<byte>> _getter = row.GetGetter<VBuffer<byte>>(column);
        private VBuffer<byte> _buffer;

        protected override RowFault? ReadCore(Span<byte> destination)
        {
            _getter(ref _buffer);
            if (_buffer.Length != shape.ElementCount) return Fault($"the vector has {_buffer.Length} bytes, expected {shape.ElementCount} ({shape})");
            Planes.Interleave(_buffer.GetValues(), _buffer.GetIndices(), planes, destination, _buffer.IsDense);
            return null;
        }
    }
}
