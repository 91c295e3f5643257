namespace Microsoft.ML.Data;

/// <summary>Values of one column, kept in memory in numbered places.</summary>
internal abstract class CachedColumn
{
    /// <summary>Whether values of the type last beyond their row.</summary>
    public static bool CanCache(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;

    /// <summary>The columns of a schema that can be kept, and the schema of these.</summary>
    public static (DataViewSchema.Column[] Sources, DataViewSchema Schema) Cacheable(DataViewSchema schema)
    {
        var sources = schema.Where(column => CanCache(column.Type)).ToArray();
        if (sources.Length == schema.Count) return (sources, schema);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(sources);
        return (sources, builder.ToSchema());
    }

    public static CachedColumn Create(DataViewType type)
    {
        var kind = type is VectorDataViewType vector
            ? typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType) : typeof(Scalars<>).MakeGenericType(type.RawType);
        return (CachedColumn)Activator.CreateInstance(kind);
    }

    /// <summary>An action that keeps the row's current value in a place: one in use, or the next.</summary>
    public abstract Action<int> Keeper(DataViewRow row, DataViewSchema.Column column);

    public abstract Delegate Getter(Func<int> place);

    private sealed class Scalars<T> : CachedColumn
    {
        private readonly List<T> _values = [];

        public override Action<int> Keeper(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<T>(column);
            bool text = typeof(T) == typeof(ReadOnlyMemory<char>);
            return place =>
            {
                T value = default;
                getter(ref value);
                // Text may be a window on a buffer that is filled anew for the next row.
                if (text) value = (T)(object)((ReadOnlyMemory<char>)(object)value).ToString().AsMemory();
                if (place == _values.Count) _values.Add(value);
                else _values[place] = value;
            };
        }

        public override Delegate Getter(Func<int> place) => (ValueGetter<T>)((ref T value) => value = _values[place()]);
    }

    private sealed class Vectors<T> : CachedColumn
    {
        private readonly List<VBuffer<T>> _values = [];

        public override Action<int> Keeper(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> current = default;
            return place =>
            {
                getter(ref current);
                var kept = place < _values.Count ? _values[place] : default;
                current.CopyTo(ref kept);
                if (place == _values.Count) _values.Add(kept);
                else _values[place] = kept;
            };
        }

        public override Delegate Getter(Func<int> place) =>
            (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[place()].CopyTo(ref value));
    }
}
