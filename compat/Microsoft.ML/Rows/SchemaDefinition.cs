using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How the members of a type become columns: made from the type, then changed at will.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition() { }

    public Column this[string columnName]
    {
        get => Find(column => column.ColumnName == columnName);
        set
        {
            Contracts.CheckValue(value, nameof(value));
            if (value.ColumnName != columnName)
            {
                throw Contracts.ExceptParam(nameof(columnName), "The column name is specified as '{0}' but must match the selector '{1}'.",
                    value.ColumnName, columnName);
            }
            int index = FindIndex(column => column.ColumnName == columnName);
            if (index < 0) Add(value);
            else this[index] = value;
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        Contracts.CheckValue(userType, nameof(userType));
        var definition = new SchemaDefinition();
        foreach (var member in RowMember.Of(userType, direction))
        {
            // The order of members is not defined, so hiding one by another is not either.
            if (definition[member.ColumnName] != null)
                throw Contracts.ExceptParam(nameof(userType), "Duplicate column name '{0}' detected, this is disallowed", member.ColumnName);
            definition.Add(new(member.Info.Name, member.ColumnType(), member.ColumnName));
        }
        return definition;
    }

    /// <summary>Whether values are read from members, written to them, or both.</summary>
    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write
    }

    /// <summary>A member and its column.</summary>
    public sealed class Column
    {
        internal Column(string memberName, DataViewType columnType, string columnName = null)
        {
            Contracts.CheckNonEmpty(memberName, nameof(memberName));
            (MemberName, ColumnName, ColumnType) = (memberName, columnName ?? memberName, columnType);
        }

        public string MemberName { get; }
        public string ColumnName { get; set; }
        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations
        {
            get
            {
                var builder = new DataViewSchema.Annotations.Builder();
                foreach (var (kind, info) in AnnotationInfos) builder.Add(kind, info.AnnotationType, info.GetGetterDelegate());
                return builder.ToAnnotations();
            }
        }

        internal Dictionary<string, AnnotationInfo> AnnotationInfos { get; } = [];

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            Contracts.CheckValue(kind, nameof(kind));
            Contracts.CheckValue(annotationType, nameof(annotationType));
            if (!AnnotationInfos.TryAdd(kind, new AnnotationInfo<T>(kind, value, annotationType)))
                throw Contracts.Except("Column already contains an annotation of this kind.");
        }

        internal void AddAnnotation(string kind, AnnotationInfo info) => AnnotationInfos[kind] = info;
    }
}
