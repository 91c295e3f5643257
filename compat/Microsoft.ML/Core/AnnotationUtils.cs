using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The kinds of annotations that components agree on, and how to read and promise them.</summary>
internal static class AnnotationUtils
{
    public static class Kinds
    {
        public const string SlotNames = "SlotNames";
        public const string KeyValues = "KeyValues";
        public const string ScoreColumnSetId = "ScoreColumnSetId";
        public const string ScoreColumnKind = "ScoreColumnKind";
        public const string ScoreValueKind = "ScoreValueKind";
        public const string IsNormalized = "IsNormalized";
        public const string IsUserVisible = "IsUserVisible";
        public const string TrainingLabelValues = "TrainingLabelValues";
        public const string CategoricalSlotRanges = "CategoricalSlotRanges";
    }

    public static class Const
    {
        public static class ScoreColumnKind
        {
            public const string BinaryClassification = "BinaryClassification";
            public const string MulticlassClassification = "MulticlassClassification";
            public const string Regression = "Regression";
            public const string Ranking = "Ranking";
            public const string Clustering = "Clustering";
            public const string MultiOutputRegression = "MultiOutputRegression";
            public const string AnomalyDetection = "AnomalyDetection";
            public const string SequenceClassification = "SequenceClassification";
            public const string QuantileRegression = "QuantileRegression";
            public const string Recommender = "Recommender";
            public const string ItemSimilarity = "ItemSimilarity";
            public const string FeatureContribution = "FeatureContribution";
        }

        public static class ScoreValueKind
        {
            public const string Score = "Score";
            public const string PredictedLabel = "PredictedLabel";
            public const string Probability = "Probability";
        }
    }

    public static KeyDataViewType ScoreColumnSetIdType { get; } = new(typeof(uint), int.MaxValue);

    public static VectorDataViewType GetNamesType(int size)
    {
        Contracts.CheckParam(size > 0, nameof(size), "must be known size");
        return new(TextDataViewType.Instance, size);
    }

    public static Exception ExceptGetAnnotation() => Contracts.Except("Invalid call to GetAnnotation");
    public static Exception ExceptGetAnnotation(this IExceptionContext ctx) => ctx.Except("Invalid call to GetAnnotation");

    /// <summary>The largest value of a key annotation over the columns; 0 and -1 where no column has it.</summary>
    public static uint GetMaxAnnotationKind(this DataViewSchema schema, out int colMax, string annotationKind,
        Func<DataViewSchema, int, bool> filterFunc = null)
    {
        (uint max, colMax) = (0, -1);
        foreach (var column in schema)
        {
            if (!TryGetKey(column, annotationKind, out uint value)) continue;
            if (filterFunc != null && !filterFunc(schema, column.Index)) continue;
            if (max < value) (max, colMax) = (value, column.Index);
        }
        return max;
    }

    public static IEnumerable<int> GetColumnSet(this DataViewSchema schema, string annotationKind, uint value) =>
        from column in schema where TryGetKey(column, annotationKind, out uint own) && own == value select column.Index;

    public static IEnumerable<int> GetColumnSet(this DataViewSchema schema, string annotationKind, string value)
    {
        foreach (var column in schema)
        {
            ReadOnlyMemory<char> own = default;
            if (TryGetAnnotation(schema, TextDataViewType.Instance, annotationKind, column.Index, ref own) && own.Span.SequenceEqual(value))
                yield return column.Index;
        }
    }

    public static bool HasSlotNames(this DataViewSchema.Column column, int vectorSize) =>
        vectorSize > 0 && column.Annotations.Schema.GetColumnOrNull(Kinds.SlotNames)?.Type is VectorDataViewType names
            && names.Size == vectorSize && names.ItemType is TextDataViewType;

    public static bool NeedsSlotNames(this SchemaShape.Column col) =>
        col.Annotations.TryFindColumn(Kinds.KeyValues, out var values) && values.Kind == SchemaShape.Column.VectorKind.Vector
            && values.ItemType is TextDataViewType;

    public static bool IsNormalized(this SchemaShape.Column column) =>
        column.Annotations.TryFindColumn(Kinds.IsNormalized, out var normalized) && normalized.Kind == SchemaShape.Column.VectorKind.Scalar
            && !normalized.IsKey && normalized.ItemType == BooleanDataViewType.Instance;

    public static bool HasSlotNames(this SchemaShape.Column col) =>
        col.Kind == SchemaShape.Column.VectorKind.Vector && col.Annotations.TryFindColumn(Kinds.SlotNames, out var names)
            && names.Kind == SchemaShape.Column.VectorKind.Vector && !names.IsKey && names.ItemType == TextDataViewType.Instance;

    public static bool TryGetAnnotation<T>(this DataViewSchema schema, PrimitiveDataViewType type, string kind, int col, ref T value)
    {
        if (!type.Equals(schema[col].Annotations.Schema.GetColumnOrNull(kind)?.Type)) return false;
        schema[col].Annotations.GetValue(kind, ref value);
        return true;
    }

    /// <summary>What trainers promise of their score columns.</summary>
    public static IEnumerable<SchemaShape.Column> GetTrainerOutputAnnotation(bool isNormalized = false)
    {
        yield return Scalar(Kinds.ScoreColumnSetId, NumberDataViewType.UInt32, isKey: true);
        yield return Scalar(Kinds.ScoreColumnKind, TextDataViewType.Instance);
        yield return Scalar(Kinds.ScoreValueKind, TextDataViewType.Instance);
        if (isNormalized) yield return Scalar(Kinds.IsNormalized, BooleanDataViewType.Instance);
    }

    /// <summary>What multiclass trainers promise of their score column: with keys that have values, these too.</summary>
    public static IEnumerable<SchemaShape.Column> AnnotationsForMulticlassScoreColumn(SchemaShape.Column? labelColumn = null)
    {
        if (labelColumn is { IsKey: true } label && label.Annotations.TryFindColumn(Kinds.KeyValues, out var values)
            && values.Kind == SchemaShape.Column.VectorKind.Vector)
        {
            if (values.ItemType is TextDataViewType) yield return new(Kinds.SlotNames, values.Kind, TextDataViewType.Instance, false);
            yield return new(Kinds.TrainingLabelValues, values.Kind, values.ItemType, false);
        }
        foreach (var column in GetTrainerOutputAnnotation()) yield return column;
    }

    private static SchemaShape.Column Scalar(string name, DataViewType type, bool isKey = false) =>
        new(name, SchemaShape.Column.VectorKind.Scalar, type, isKey);

    private static bool TryGetKey(DataViewSchema.Column column, string kind, out uint value)
    {
        value = 0;
        if (column.Annotations.Schema.GetColumnOrNull(kind)?.Type is not KeyDataViewType key || key.RawType != typeof(uint)) return false;
        column.Annotations.GetValue(kind, ref value);
        return true;
    }
}
