using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Interop;

/// <summary>Columns of a <see cref="SchemaShape"/>, whose constructor and type names are internal, and the annotations of scores.</summary>
internal static class SchemaColumns
{
    public static SchemaShape.Column Create(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey = false,
        IEnumerable<SchemaShape.Column>? annotations = null) =>
        new(name, kind, itemType, isKey, annotations is null ? null : new SchemaShape(annotations));

    /// <summary>The shape of a real schema.</summary>
    public static SchemaShape ShapeOf(DataViewSchema schema) => SchemaShape.Create(schema);

    /// <summary>The type as ML.NET's messages print it, for instance Key&lt;UInt32&gt; or VarVector&lt;Byte&gt;.</summary>
    public static string TypeName(SchemaShape.Column column) => column.GetTypeString();

    /// <summary>The type of a schema's column in the same words.</summary>
    public static string TypeName(DataViewType type)
    {
        var kind = type switch
        {
            VectorDataViewType { IsKnownSize: true } => SchemaShape.Column.VectorKind.Vector,
            VectorDataViewType => SchemaShape.Column.VectorKind.VariableVector,
            _ => SchemaShape.Column.VectorKind.Scalar
        };
        var item = type is VectorDataViewType vector ? vector.ItemType : type;
        return item is KeyDataViewType key
            ? new SchemaShape.Column("_", kind, KeyItemType(key), true).GetTypeString()
            : new SchemaShape.Column("_", kind, item, false).GetTypeString();
    }

    /// <summary>What a score column of a trainer carries: ScoreColumnSetId, ScoreColumnKind, ScoreValueKind.</summary>
    public static IEnumerable<SchemaShape.Column> ScoreAnnotations() => AnnotationUtils.GetTrainerOutputAnnotation();

    /// <summary>The same with SlotNames and TrainingLabelValues, as far as the label has key values.</summary>
    public static IEnumerable<SchemaShape.Column> MulticlassScoreAnnotations(SchemaShape.Column label) =>
        AnnotationUtils.AnnotationsForMulticlassScoreColumn(label);

    private static PrimitiveDataViewType KeyItemType(KeyDataViewType key) =>
        key.RawType == typeof(byte) ? NumberDataViewType.Byte
        : key.RawType == typeof(ushort) ? NumberDataViewType.UInt16
        : key.RawType == typeof(ulong) ? NumberDataViewType.UInt64
        : NumberDataViewType.UInt32;
}
