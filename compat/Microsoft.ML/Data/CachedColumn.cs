namespace Microsoft.ML.Data;

/// <summary>The values of one column, kept in memory.</summary>
internal abstract class CachedColumn
{
    /// <summary>Whether values of the type last beyond their row.</summary>
    public static bool CanCache(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;

    public static CachedColumn Create(DataViewType type)
    {
        var kind = type is VectorDataViewType vector
            ? typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType) : typeof(Scalars<>).MakeGenericType(type.RawType);
        return (CachedColumn)Activator.CreateInstance(kind);
    }

    /// <summary>An action that keeps the value of the row's current position.</summary>
    public abstract Action Appender(DataViewRow row, DataViewSchema.Column column);

    public abstract Delegate Getter(Func<int> position);

    private sealed class Scalars<T> : CachedColumn
    {
        private readonly List<T> _values = [];

        public override Action Appender(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<T>(column);
            bool text = typeof(T) == typeof(ReadOnlyMemory<char>);
            return () =>
            {
                T value = default;
                getter(ref value);
                // Text may be a window on a buffer that is filled anew for the next row.
                if (text) value = (T)(object)((ReadOnlyMemory<char>)(object)value).ToString().AsMemory();
                _values.Add(value);
            };
        }

        public override Delegate Getter(Func<int> position) => (ValueGetter<T>)((ref T value) => value = _values[position()]);
    }

    private sealed class Vectors<T> : CachedColumn
    {
        private readonly List<VBuffer<T>> _values = [];

        public override Action Appender(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> current = default;
            return () =>
            {
                getter(ref current);
                VBuffer<T> kept = default;
                current.CopyTo(ref kept);
                _values.Add(kept);
            };
        }

        public override Delegate Getter(Func<int> position) =>
            (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[position()].CopyTo(ref value));
    }
}
