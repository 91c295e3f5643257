using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>A number in [0, 1) that is the same for rows of equal value in a column.</summary>
internal sealed class RowHash(int seed)
{
    public Func<double> Of(DataViewRow row, DataViewSchema.Column column)
    {
        return column.Type is VectorDataViewType vector
            ? GenericCall.Invoke<Func<double>>((Func<DataViewRow, DataViewSchema.Column, Func<double>>)Vector<int>, [vector.ItemType.RawType], row, column)
            : GenericCall.Invoke<Func<double>>((Func<DataViewRow, DataViewSchema.Column, Func<double>>)Scalar<int>, [column.Type.RawType], row, column);
    }

    private Func<double> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return Fraction(Mixed(Start, value));
        };
    }

    private Func<double> Vector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        return () =>
        {
            getter(ref values);
            return Fraction(values.DenseValues().Aggregate(Start, Mixed));
        };
    }

    // FNV-1a over the text of the value: the same in every process.
    private ulong Start => 14695981039346656037UL ^ (uint)seed;

    private static ulong Mixed<T>(ulong hash, T value)
    {
        foreach (char c in FormattableString.Invariant($"{value}\n")) hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }

    private static double Fraction(ulong hash)
    {
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        hash ^= hash >> 33;
        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}
