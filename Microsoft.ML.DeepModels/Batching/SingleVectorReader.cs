using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Reads a vector of Single, dense or sparse; planar images become interleaved.</summary>
internal sealed class SingleVectorReader(DataViewSchema.Column column, TensorShape shape, ChannelOrder order)
    : FeatureReader(column, new FeatureLayout(shape, RowElement.Single))
{
    public override RowReader Bind(DataViewRow row) => new Bound(row, Column, Shape, Planes.Of(Shape, order));

    private sealed class Bound(DataViewRow row, DataViewSchema.Column column, TensorShape shape, int planes) : FixedRowReader(row, column.Name)
    {
        private readonly ValueGetter<VBuffer<float>> _getter = row.GetGetter<VBuffer<float>>(column);
        private VBuffer<float> _buffer;

        protected override RowFault? ReadCore(Span<byte> destination)
        {
            _getter(ref _buffer);
            if (_buffer.Length != shape.ElementCount) return Fault($"the vector has {_buffer.Length} values, expected {shape.ElementCount} ({shape})");
            ReadOnlySpan<float> values = _buffer.GetValues();
            int bad = FiniteCheck.IndexOfNonFinite(values);
            if (bad >= 0)
            {
                int slot = _buffer.IsDense ? bad : _buffer.GetIndices()[bad];
                return Fault($"value {slot} is {FiniteCheck.Name(values[bad])}, expected a finite number; ReplaceMissingValues replaces NaN");
            }
            Planes.Interleave(values, _buffer.GetIndices(), planes, MemoryMarshal.Cast<byte, float>(destination), _buffer.IsDense);
            return null;
        }
    }
}
