using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Persistence;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The columns that a generative trainer reads and adds. One place checks them for the estimator's promise (<see cref="SchemaShape"/>) and for Fit
/// (<see cref="DataViewSchema"/>), in ML.NET's words.
/// </summary>
/// <param name="options">checked settings</param>
/// <param name="role">what the column that is read is called in messages: feature or input</param>
/// <param name="latent">the name of the column of latent vectors</param>
/// <param name="added">the columns that are added, and whether each is a single number</param>
internal sealed class GenerativeColumns(GenerativeTrainerOptions options, string role, string latent, params IReadOnlyList<(GenerativeColumn Column, bool IsScalar)> added)
{
    /// <summary>The name of the column of latent vectors.</summary>
    public string Latent => latent;

    /// <summary>The columns that are added.</summary>
    public IReadOnlyList<GenerativeColumn> Added { get; } = [.. added.Select(column => column.Column)];

    /// <summary>The input's columns and those that the fitted model will add.</summary>
    public SchemaShape OutputSchema(SchemaShape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (options.RowColumns is not { } table) FeatureColumn.Check(SchemaErrors.Find(input, role, options.RowColumn), role, options.Input);
        else foreach (string name in table) CheckTable(SchemaErrors.Find(input, role, name));
        if (options.LabelColumnName is { } label) CheckLabel(SchemaErrors.Find(input, "label", label));
        if (options.ExampleWeightColumnName is { } weight) CheckWeight(SchemaErrors.Find(input, "weight", weight));
        var columns = input.ToDictionary(column => column.Name);
        foreach (var (column, isScalar) in added) columns[column.Name] = column.Promise(isScalar);
        return new SchemaShape(columns.Values);
    }

    /// <summary>The same checks on a real schema.</summary>
    public void Check(DataViewSchema schema) => OutputSchema(SchemaColumns.ShapeOf(schema));

    /// <summary>The same checks on rows for validation, whose keys must stand for the classes of the training rows.</summary>
    public void CheckValidation(DataViewSchema training, DataViewSchema validation)
    {
        try
        {
            Check(validation);
            if (options.LabelColumnName is { } label)
                new ConditionColumn(label, LabelValues.Of(training[label]), new long[Classes(training)]).Bind(validation);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"The validation set cannot be used. {e.Message}", "validation", e);
        }
    }

    /// <summary>The number of classes of the label; 0 without one.</summary>
    public int Classes(DataViewSchema schema)
    {
        if (options.LabelColumnName is not { } label) return 0;
        const int most = 1 << 16; // each is one more input of the network
        ulong count = ((KeyDataViewType)schema[label].Type).Count;
        return count <= most ? (int)count : throw new ArgumentOutOfRangeException("input", $"The label column '{label}' has {count} classes; at most {most} are supported as a condition.");
    }

    private void CheckTable(SchemaShape.Column column)
    {
        bool legal = column.Kind switch
        {
            SchemaShape.Column.VectorKind.Scalar => column.ItemType == (column.IsKey ? NumberDataViewType.UInt32 : NumberDataViewType.Single),
            SchemaShape.Column.VectorKind.Vector => !column.IsKey && column.ItemType == NumberDataViewType.Single,
            _ => false
        };
        if (!legal) throw Mismatch(role, column, TableReader.ColumnTypes);
    }

    private static void CheckLabel(SchemaShape.Column column)
    {
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || !column.IsKey || column.ItemType != NumberDataViewType.UInt32) throw Mismatch("label", column, "Key<UInt32>");
    }

    private static void CheckWeight(SchemaShape.Column column)
    {
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.IsKey || column.ItemType != NumberDataViewType.Single) throw Mismatch("weight", column, "Single");
    }

    private static Exception Mismatch(string role, SchemaShape.Column column, string expected) =>
        SchemaErrors.Mismatch(role, column.Name, expected, SchemaColumns.TypeName(column));
}
