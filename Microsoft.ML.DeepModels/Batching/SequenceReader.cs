using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Reads a vector of Single, dense or sparse, as a sequence of any whole number of steps.</summary>
internal sealed class SequenceReader(DataViewSchema.Column column, TensorShape shape)
    : FeatureReader(column, new FeatureLayout(shape, RowElement.Single))
{
    public override RowReader Bind(DataViewRow row) => new Bound(row, Column, Shape[1]);

    private sealed class Bound(DataViewRow row, DataViewSchema.Column column, int features) : RowReader(row, column.Name)
    {
        private readonly ValueGetter<VBuffer<float>> _getter = row.GetGetter<VBuffer<float>>(column);
        private VBuffer<float> _buffer;

        protected override RowFault? ReadCore(RowStore store, int slot)
        {
            _getter(ref _buffer);
            if (_buffer.Length == 0) return Fault("the sequence is empty, expected at least one step");
            if (_buffer.Length % features != 0)
                return Fault($"the sequence has {_buffer.Length} values, which is no whole number of steps of {features} features");
            ReadOnlySpan<float> values = _buffer.GetValues();
            int bad = FiniteCheck.IndexOfNonFinite(values);
            if (bad >= 0)
            {
                int index = _buffer.IsDense ? bad : _buffer.GetIndices()[bad];
                return Fault($"value {index} (step {index / features}, feature {index % features}; the first is 0) is {FiniteCheck.Name(values[bad])}, " +
                    "expected a finite number; ReplaceMissingValues replaces NaN");
            }
            _buffer.CopyTo(MemoryMarshal.Cast<byte, float>(store.Allocate(slot, checked(_buffer.Length * sizeof(float)))));
            return null;
        }
    }
}
