using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Scoring;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The columns that a forecaster reads and adds. One place checks them for the estimator's promise (<see cref="SchemaShape"/>) and for Fit
/// and Transform (<see cref="DataViewSchema"/>), in ML.NET's words.
/// </summary>
/// <param name="Read">what is read</param>
/// <param name="Output">the column of forecasts</param>
/// <param name="Lower">the column of lower bounds; null: none</param>
/// <param name="Upper">the column of upper bounds; null: none</param>
internal sealed record ForecastColumns(SeriesColumns Read, string Output, string? Lower, string? Upper)
{
    /// <summary>Those of checked options.</summary>
    public static ForecastColumns Of(ForecastingTrainerOptions options) => new(
        new SeriesColumns
        {
            Value = options.InputColumnName,
            Series = options.SeriesColumnName,
            PastCovariates = [.. options.PastCovariateColumnNames],
            FutureCovariates = [.. options.FutureCovariateColumnNames],
            Positive = options.LogTransform
        },
        options.OutputColumnName, options.ConfidenceLowerBoundColumn, options.ConfidenceUpperBoundColumn);

    /// <summary>The input's columns and those that the fitted model will add.</summary>
    public SchemaShape OutputSchema(SchemaShape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckSingle("input", SchemaErrors.Find(input, "input", Read.Value), vector: false);
        if (Read.Series is { } series) CheckSeries(SchemaErrors.Find(input, "series", series));
        foreach (string name in Read.PastCovariates) CheckSingle("past covariate", SchemaErrors.Find(input, "past covariate", name), vector: true);
        foreach (string name in Read.FutureCovariates) CheckSingle("future covariate", SchemaErrors.Find(input, "future covariate", name), vector: true);
        var columns = input.ToDictionary(column => column.Name);
        foreach (string name in Added)
        {
            columns[name] = SchemaColumns.Create(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single,
                annotations: name == Output ? SchemaColumns.ScoreAnnotations() : null);
        }
        return new SchemaShape(columns.Values);
    }

    /// <summary>A reader of rows of a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SeriesReader Reader(DataViewSchema schema) => new(schema, Read, SeriesNames.Of(schema, Read.Series)?.Keys);

    /// <summary>The columns that are added to rows of a schema.</summary>
    /// <param name="input">the schema</param>
    /// <param name="horizon">the length of the vectors</param>
    public IReadOnlyList<ScoredColumn> Scored(DataViewSchema input, int horizon)
    {
        var annotations = ScoreAnnotations.Start(ScoreAnnotations.NextSetId(input), AnnotationNames.Values.Regression, AnnotationNames.Values.Score);
        var columns = new List<ScoredColumn> { new VectorScoreColumn(Output, 0, horizon, annotations.ToAnnotations()) };
        if (Lower is not null) columns.Add(new VectorScoreColumn(Lower, horizon, horizon, null));
        if (Upper is not null) columns.Add(new VectorScoreColumn(Upper, 2 * horizon, horizon, null));
        return columns;
    }

    private IEnumerable<string> Added => new[] { Output, Lower, Upper }.OfType<string>();

    private static void CheckSingle(string role, SchemaShape.Column column, bool vector)
    {
        bool kind = column.Kind == SchemaShape.Column.VectorKind.Scalar || vector && column.Kind == SchemaShape.Column.VectorKind.Vector;
        if (kind && !column.IsKey && column.ItemType == NumberDataViewType.Single) return;
        throw SchemaErrors.Mismatch(role, column.Name, vector ? "Single or Vector<Single>" : "Single", SchemaColumns.TypeName(column));
    }

    private static void CheckSeries(SchemaShape.Column column)
    {
        bool item = column.IsKey ? column.ItemType == NumberDataViewType.UInt32 : column.ItemType is TextDataViewType;
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || !item)
            throw SchemaErrors.Mismatch("series", column.Name, "String or Key<UInt32>", SchemaColumns.TypeName(column));
    }
}
