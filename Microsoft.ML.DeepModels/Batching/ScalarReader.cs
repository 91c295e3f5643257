using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Reads a Single column as a vector of one value.</summary>
internal sealed class ScalarReader(DataViewSchema.Column column, TensorShape shape)
    : FeatureReader(column, new FeatureLayout(shape, RowElement.Single))
{
    public override RowReader Bind(DataViewRow row) => new Bound(row, Column);

    private sealed class Bound(DataViewRow row, DataViewSchema.Column column) : FixedRowReader(row, column.Name)
    {
        private readonly ValueGetter<float> _getter = row.GetGetter<float>(column);

        protected override RowFault? ReadCore(Span<byte> destination)
        {
            float value = 0;
            _getter(ref value);
            MemoryMarshal.Write(destination, value);
            return float.IsFinite(value) ? null : Fault($"the value is {FiniteCheck.Name(value)}, expected a finite number");
        }
    }
}
