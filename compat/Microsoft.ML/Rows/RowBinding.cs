using System.Linq.Expressions;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>The columns of a user's type, checked against its schema definition.</summary>
internal sealed class RowBinding<TRow>
{
    private RowBinding(RowMember[] members, DataViewSchema schema) => (Members, Schema) = (members, schema);

    /// <summary>A member for each column.</summary>
    public RowMember[] Members { get; }
    public DataViewSchema Schema { get; }

    public static RowBinding<TRow> Create(SchemaDefinition definition, SchemaDefinition.Direction direction)
    {
        definition ??= SchemaDefinition.Create(typeof(TRow), direction);
        var builder = new DataViewSchema.Builder();
        var members = new List<RowMember>();
        foreach (var column in definition)
        {
            if (column.MemberName == null)
                throw Contracts.ExceptParam("userSchemaDefinition", "Null field name detected in schema definition");
            var member = RowMember.Find(typeof(TRow), column.MemberName);
            if (member.MemberType == typeof(IChannel)) continue;
            string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
            builder.AddColumn(name, Type(column, member, name), column.Annotations);
            members.Add(member);
        }
        return new([.. members], builder.ToSchema());
    }

    /// <summary>The definition of a type's columns with the types and annotations of a schema.</summary>
    public static SchemaDefinition Definition(IHostEnvironment env, DataViewSchema schema)
    {
        var definition = SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        foreach (var column in schema)
        {
            var own = definition[column.Name] ?? throw env.Except($"Type should contain a member named {column.Name}");
            own.ColumnType = column.Type;
            foreach (var annotation in column.Annotations.Schema)
            {
                own.AddAnnotation(annotation.Name, GenericCall.Invoke<AnnotationInfo>(
                    (Func<string, DataViewSchema.Annotations, AnnotationInfo>)Copy<int>, [annotation.Type.RawType], annotation.Name, column.Annotations));
            }
        }
        return definition;
    }

    public static Func<TRow, TValue> Reader<TValue>(RowMember member)
    {
        if (member.Reader is Func<TRow, TValue> known) return known;
        var row = Expression.Parameter(typeof(TRow));
        var reader = Expression.Lambda<Func<TRow, TValue>>(Expression.MakeMemberAccess(row, member.Info), row).Compile();
        member.Reader = reader;
        return reader;
    }

    public static Action<TRow, TValue> Writer<TValue>(RowMember member)
    {
        if (member.Writer is Action<TRow, TValue> known) return known;
        var (row, value) = (Expression.Parameter(typeof(TRow)), Expression.Parameter(typeof(TValue)));
        var writer = Expression.Lambda<Action<TRow, TValue>>(Expression.Assign(Expression.MakeMemberAccess(row, member.Info), value), row, value).Compile();
        member.Writer = writer;
        return writer;
    }

    private static DataViewType Type(SchemaDefinition.Column column, RowMember member, string name)
    {
        member.CheckKnown();
        if (column.ColumnType == null)
        {
            var inferred = DataViewTypeManager.InferredType(member.ItemType);
            return member.IsVector ? new VectorDataViewType(inferred) : inferred;
        }
        var vector = column.ColumnType as VectorDataViewType;
        if (member.IsVector != (vector != null))
        {
            throw Contracts.ExceptParam("userSchemaDefinition", "Column '{0}' is supposed to be {1}, but type of associated field '{2}' is {3}", name,
                vector != null ? "vector" : "scalar", column.MemberName, member.IsVector ? "vector" : "scalar");
        }
        var itemType = column.ColumnType.GetItemType().RawType;
        if (itemType == member.ItemType) return column.ColumnType;
        throw Contracts.ExceptParam("userSchemaDefinition", "Column '{0}' is supposed to have item type {1}, but associated field has type {2}", name,
            itemType, member.ItemType);
    }

    private static AnnotationInfo Copy<T>(string kind, DataViewSchema.Annotations annotations)
    {
        T value = default;
        annotations.GetValue(kind, ref value);
        return new AnnotationInfo<T>(kind, value, annotations.Schema[kind].Type);
    }
}
