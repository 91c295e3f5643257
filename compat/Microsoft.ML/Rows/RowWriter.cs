using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>Writes the columns of a row into the members of objects.</summary>
internal sealed class RowWriter<TRow> where TRow : class
{
    private readonly List<(RowMember Member, DataViewSchema.Column Column)> _columns = [];

    public RowWriter(IHostEnvironment env, DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        var host = env.Register("TypedCursorable");
        var binding = RowBinding<TRow>.Create(definition, SchemaDefinition.Direction.Write);
        foreach (var own in binding.Schema)
        {
            var member = binding.Members[own.Index];
            if (schema.GetColumnOrNull(own.Name) is not { } column)
            {
                if (ignoreMissingColumns) continue;
                throw host.ExceptSchemaMismatch("Schema", "", own.Name);
            }
            bool fits = member.IsVector ? column.Type is VectorDataViewType vector && vector.ItemType.RawType == member.ItemType
                : column.Type is not VectorDataViewType && column.Type.RawType == member.ItemType;
            if (!fits)
            {
                throw host.Except("Can't bind the IDataView column '{0}' of type '{1}' to field or property '{2}' of type '{3}'.", column.Name,
                    column.Type, member.Info.Name, member.MemberType.FullName);
            }
            _columns.Add((member, column));
        }
    }

    public IEnumerable<DataViewSchema.Column> Columns => _columns.Select(bound => bound.Column);

    /// <summary>An action that writes the row's current values.</summary>
    public Action<TRow> Bind(DataViewRow row)
    {
        var setters = _columns.Select(bound => Setter(row, bound.Member, bound.Column)).ToArray();
        return target =>
        {
            foreach (var set in setters) set(target);
        };
    }

    private static Action<TRow> Setter(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        if (member.MemberType == typeof(string))
        {
            var (getter, write) = (row.GetGetter<ReadOnlyMemory<char>>(column), RowBinding<TRow>.Writer<string>(member));
            ReadOnlyMemory<char> text = default;
            return target =>
            {
                getter(ref text);
                write(target, text.ToString());
            };
        }
        if (member.MemberType == typeof(string[]))
        {
            var (getter, write) = (row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column), RowBinding<TRow>.Writer<string[]>(member));
            var read = RowBinding<TRow>.Reader<string[]>(member);
            VBuffer<ReadOnlyMemory<char>> texts = default;
            return target =>
            {
                getter(ref texts);
                string[] items = Room(read(target), texts.Length);
                foreach (var (slot, text) in texts.Items(all: true)) items[slot] = text.ToString();
                write(target, items);
            };
        }
        var (create, type) = member.MemberType.IsArray
            ? ((Func<DataViewRow, RowMember, DataViewSchema.Column, Action<TRow>>)Arrays<int>, member.ItemType)
            : member.IsVector ? (Vectors<int>, member.ItemType) : (Scalar<int>, member.MemberType);
        return GenericCall.Invoke<Action<TRow>>(create, [type], row, member, column);
    }

    private static Action<TRow> Scalar<T>(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var (getter, write) = (row.GetGetter<T>(column), RowBinding<TRow>.Writer<T>(member));
        T value = default;
        return target =>
        {
            getter(ref value);
            write(target, value);
        };
    }

    private static Action<TRow> Arrays<T>(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var (getter, write) = (row.GetGetter<VBuffer<T>>(column), RowBinding<TRow>.Writer<T[]>(member));
        var read = RowBinding<TRow>.Reader<T[]>(member);
        VBuffer<T> value = default;
        return target =>
        {
            getter(ref value);
            T[] items = Room(read(target), value.Length);
            value.CopyTo(items);
            write(target, items);
        };
    }

    private static Action<TRow> Vectors<T>(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var (getter, write) = (row.GetGetter<VBuffer<T>>(column), RowBinding<TRow>.Writer<VBuffer<T>>(member));
        var read = RowBinding<TRow>.Reader<VBuffer<T>>(member);
        return target =>
        {
            var value = read(target);
            getter(ref value);
            write(target, value);
        };
    }

    // An array of the right length is written in place, whoever else has it, and none does for no items.
    private static T[] Room<T>(T[] items, int length) => (items?.Length ?? 0) == length ? items : new T[length];
}
