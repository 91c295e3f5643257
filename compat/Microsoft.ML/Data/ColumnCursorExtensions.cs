using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>Reads single columns.</summary>
public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) => data.GetColumn<T>(data.Schema[columnName]);

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckNonEmpty(column.Name, nameof(column));
        var own = column.Index < data.Schema.Count ? data.Schema[column.Index] : default;
        if (own.Name != column.Name || own.Type != column.Type)
        {
            throw Contracts.ExceptParam(nameof(column), "column with name {0}, type {1}, and index {2} cannot be found in {3}", column.Name,
                column.Type, column.Index, nameof(data));
        }
        if (column.Type.RawType == typeof(T)) return Values<T>(data, column);
        if (typeof(T) == typeof(string) && column.Type is TextDataViewType)
            return (IEnumerable<T>)Values<ReadOnlyMemory<char>>(data, column).Select(text => text.ToString());
        if (typeof(T).IsArray && column.Type is not VectorDataViewType)
        {
            throw Contracts.ExceptParam(nameof(column), "Cannot load vector type, {0}, specified in {1} to the user-defined type, {2}.", column.Type,
                nameof(column), typeof(T));
        }
        if (typeof(T).IsArray && column.Type is VectorDataViewType vector)
        {
            if (typeof(T) == typeof(string[]) && vector.ItemType is TextDataViewType)
            {
                return (IEnumerable<T>)Values<VBuffer<ReadOnlyMemory<char>>>(data, column)
                    .Select(texts => texts.DenseValues().Select(text => text.ToString()).ToArray());
            }
            if (typeof(T).GetElementType() == vector.ItemType.RawType)
            {
                return GenericCall.Invoke<IEnumerable<T>>((Func<IDataView, DataViewSchema.Column, IEnumerable<int[]>>)Arrays<int>,
                    [vector.ItemType.RawType], data, column);
            }
        }
        throw Contracts.ExceptParam(nameof(column), "Cannot map column (name: {0}, type: {1}) in {2} to the user-defined type, {3}.", column.Name,
            column.Type, nameof(data), typeof(T));
    }

    // The buffers of one value are used for the next, as everywhere.
    private static IEnumerable<T> Values<T>(IDataView data, DataViewSchema.Column column)
    {
        using var cursor = data.GetRowCursor(column);
        var getter = cursor.GetGetter<T>(column);
        T value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            yield return value;
        }
    }

    private static IEnumerable<T[]> Arrays<T>(IDataView data, DataViewSchema.Column column)
    {
        foreach (var value in Values<VBuffer<T>>(data, column))
        {
            var array = new T[value.Length];
            value.CopyTo(array);
            yield return array;
        }
    }
}
