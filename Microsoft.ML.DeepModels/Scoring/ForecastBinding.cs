using Microsoft.ML.DeepModels.Batching;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>
/// A forecaster bound to one input schema: which columns it reads, which it adds, and the schema that results. Holds no state of a row.
/// Binding runs nothing.
/// </summary>
internal sealed class ForecastBinding
{
    private readonly IReadOnlyList<ScoredColumn> _columns;

    /// <param name="input">the schema of the rows</param>
    /// <param name="reader">of the series, bound to <paramref name="input"/></param>
    /// <param name="forecaster">the model</param>
    /// <param name="columns">the columns that are added, in this order</param>
    /// <param name="batchSize">the number of windows of one forward pass; what it gives has to fit an array</param>
    public ForecastBinding(DataViewSchema input, SeriesReader reader, IForecaster forecaster, IReadOnlyList<ScoredColumn> columns, int batchSize)
    {
        _columns = columns;
        Input = input;
        Reader = reader;
        Forecaster = forecaster;
        BatchSize = batchSize;
        Output = ScoringBinding.OutputSchema(input, columns);
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    public SeriesReader Reader { get; }

    public IForecaster Forecaster { get; }

    public int BatchSize { get; }

    /// <summary>The added column at an index of <see cref="Output"/>; null for a column of the input.</summary>
    public ScoredColumn? Added(int outputIndex) => outputIndex < Input.Count ? null : _columns[outputIndex - Input.Count];
}
