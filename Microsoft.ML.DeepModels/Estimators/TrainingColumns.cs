using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Scoring;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The columns that a supervised trainer reads and adds. One place checks them for the estimator's promise
/// (<see cref="SchemaShape"/>) and for Fit (<see cref="DataViewSchema"/>), in ML.NET's words.
/// </summary>
internal sealed class TrainingColumns(SupervisedTrainerOptions options, bool classes)
{
    /// <summary>The input's columns and those that the fitted model will add.</summary>
    public SchemaShape OutputSchema(SchemaShape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var label = SchemaErrors.Find(input, "label", options.LabelColumnName);
        var feature = SchemaErrors.Find(input, "feature", options.FeatureColumnName);
        FeatureColumn.Check(feature, "feature", options.Input);
        CheckLabel(label);
        if (options.ExampleWeightColumnName is { } weight) CheckWeight(SchemaErrors.Find(input, "weight", weight));
        var columns = input.ToDictionary(column => column.Name);
        foreach (var column in Added(label)) columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    /// <summary>The same checks on a real schema, and the task that its label column makes.</summary>
    public PredictionTask Check(DataViewSchema schema)
    {
        OutputSchema(SchemaColumns.ShapeOf(schema));
        if (!classes) return new RegressionTask(options.ScoreColumnName);
        var label = schema[options.LabelColumnName];
        ulong count = ((KeyDataViewType)label.Type).Count;
        if (count < 2)
        {
            throw new ArgumentOutOfRangeException("input",
                $"Only one class found in the {options.LabelColumnName} column. To build a multiclass classification model, the number of classes needs to be 2 or greater");
        }
        if (count > int.MaxValue)
            throw new ArgumentOutOfRangeException("input", $"The label column '{label.Name}' has {count} classes; at most {int.MaxValue} are supported.");
        return new MulticlassTask((int)count, LabelValues.Of(label), options.ScoreColumnName, options.PredictedLabelColumnName);
    }

    /// <summary>Refuses rows for validation that lack a column, or whose keys stand for other classes than those of the training rows.</summary>
    public void CheckValidation(DataViewSchema training, DataViewSchema validation)
    {
        try
        {
            OutputSchema(SchemaColumns.ShapeOf(validation));
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"The validation set cannot be used. {e.Message}", "validation", e);
        }
        if (!classes) return;
        DataViewSchema.Column ours = training[options.LabelColumnName], theirs = validation[options.LabelColumnName];
        ulong count = ((KeyDataViewType)ours.Type).Count, other = ((KeyDataViewType)theirs.Type).Count;
        string? difference = count != other ? $"has {other} classes, that of the training set {count}"
            : LabelValues.Of(ours) is { } values && LabelValues.Of(theirs) is { } others && !values.AsText().SequenceEqual(others.AsText())
                ? "stands for other values, or for the same in another order, than that of the training set"
                : null;
        if (difference is null) return;
        throw new ArgumentException($"The label column '{options.LabelColumnName}' of the validation set {difference}. " +
            "Map both with one fitted transformer: var toKey = MapValueToKey(...).Fit(training), then toKey.Transform for each.", "validation");
    }

    private IEnumerable<SchemaShape.Column> Added(SchemaShape.Column label)
    {
        if (!classes)
        {
            yield return SchemaColumns.Create(options.ScoreColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single,
                annotations: SchemaColumns.ScoreAnnotations());
            yield break;
        }
        yield return SchemaColumns.Create(options.ScoreColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single,
            annotations: SchemaColumns.MulticlassScoreAnnotations(label));
        yield return SchemaColumns.Create(options.PredictedLabelColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true,
            label.Annotations.Where(annotation => annotation.Name == AnnotationNames.KeyValues).Concat(SchemaColumns.ScoreAnnotations()));
    }

    private void CheckLabel(SchemaShape.Column column)
    {
        bool scalar = column.Kind == SchemaShape.Column.VectorKind.Scalar;
        if (classes && !(scalar && column.IsKey && column.ItemType == NumberDataViewType.UInt32)) throw Mismatch("label", column, "Key<UInt32>");
        if (!classes && !(scalar && !column.IsKey && column.ItemType == NumberDataViewType.Single)) throw Mismatch("label", column, "Single");
    }

    private void CheckWeight(SchemaShape.Column column)
    {
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.IsKey || column.ItemType != NumberDataViewType.Single)
            throw Mismatch("weight", column, "Single");
    }

    private Exception Mismatch(string role, SchemaShape.Column column, string expected) =>
        SchemaErrors.Mismatch(role, column.Name, expected, SchemaColumns.TypeName(column));
}
