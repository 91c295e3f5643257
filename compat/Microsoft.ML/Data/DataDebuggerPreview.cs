using System.Collections.Immutable;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>The first rows of a view, read and kept.</summary>
public sealed class DataDebuggerPreview
{
    internal DataDebuggerPreview(IDataView data, int maxRows = 100)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckParam(maxRows >= 0, nameof(maxRows));
        Schema = data.Schema;
        using var cursor = data.GetRowCursorForAllColumns();
        var readers = Schema.Select(column => GenericCall.Invoke<Func<object>>(
            (Func<DataViewRow, DataViewSchema.Column, Func<object>>)Reader<int>, [column.Type.RawType], cursor, column)).ToArray();
        var rows = new List<RowInfo>();
        while (rows.Count < maxRows && cursor.MoveNext())
        {
            var row = new RowInfo(readers.Length);
            for (int i = 0; i < readers.Length; i++) row.Values[i] = new(Schema[i].Name, readers[i]());
            rows.Add(row);
        }
        RowView = [.. rows];
        ColumnView = [.. Schema.Select(column => new ColumnInfo(column, rows.Select(row => row.Values[column.Index].Value).ToArray()))];
    }

    public DataViewSchema Schema { get; }
    public ImmutableArray<ColumnInfo> ColumnView { get; }
    public ImmutableArray<RowInfo> RowView { get; }

    public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

    private static Func<object> Reader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default; // values are kept, so none is reused
            getter(ref value);
            return value;
        };
    }

    /// <summary>The values of one row, by name.</summary>
    public sealed class RowInfo
    {
        internal RowInfo(int n) => Values = new KeyValuePair<string, object>[n];

        public KeyValuePair<string, object>[] Values { get; }
        public override string ToString() => $"{Values.Length} columns";
    }

    /// <summary>The values of one column.</summary>
    public sealed class ColumnInfo
    {
        internal ColumnInfo(DataViewSchema.Column column, object[] values) => (Column, Values) = (column, values);

        public DataViewSchema.Column Column { get; }
        public object[] Values { get; }
        public override string ToString() => $"{Column.Name}: {Column.Type}";
    }
}
