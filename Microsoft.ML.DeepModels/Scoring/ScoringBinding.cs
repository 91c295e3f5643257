using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>
/// A trained network bound to one input schema: which column it reads, which columns it adds, and the schema that results.
/// Holds no state of a row, so cursors and rows on any thread share it. Binding runs nothing.
/// </summary>
internal sealed class ScoringBinding
{
    private readonly IReadOnlyList<ScoredColumn> _columns;

    /// <param name="input">the schema of the rows</param>
    /// <param name="reader">the reader of the feature column, bound to <paramref name="input"/></param>
    /// <param name="scorer">the network</param>
    /// <param name="columns">the columns that are added, in this order</param>
    /// <param name="batchSize">the number of rows of one forward pass in a cursor</param>
    /// <param name="condition">the reader of a label that the network takes beside the features; null: it takes none</param>
    public ScoringBinding(
        DataViewSchema input, FeatureReader reader, INetworkScorer scorer, IReadOnlyList<ScoredColumn> columns, int batchSize, TargetReader? condition = null)
    {
        Condition = condition;
        _columns = columns;
        Input = input;
        Reader = reader;
        Scorer = scorer;
        // What one forward pass reads and gives has to fit an array and a span of bytes, whatever the options say.
        long rowBytes = sizeof(float) * (long)Math.Max(reader.Shape.ElementCount, scorer.OutputWidth);
        BatchSize = (int)Math.Clamp(batchSize, 1, Math.Max(1, Array.MaxLength / rowBytes));
        Output = OutputSchema(input, columns);
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    public FeatureReader Reader { get; }

    /// <summary>The reader of a label that the network takes beside the features; null: it takes none.</summary>
    public TargetReader? Condition { get; }

    public INetworkScorer Scorer { get; }

    public int BatchSize { get; }

    public int ScoredCount => _columns.Count;

    /// <summary>The input's columns, then the added ones; an added column hides an input column of its name.</summary>
    public static DataViewSchema OutputSchema(DataViewSchema input, IReadOnlyList<ScoredColumn> columns)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        foreach (var column in columns) builder.AddColumn(column.Name, column.Type, column.Annotations);
        return builder.ToSchema();
    }

    /// <summary>The added column at an index of <see cref="Output"/>; null for a column of the input.</summary>
    public ScoredColumn? Scored(int outputIndex) => outputIndex < Input.Count ? null : _columns[outputIndex - Input.Count];

    /// <summary>The input columns needed for some output columns.</summary>
    public IEnumerable<DataViewSchema.Column> Dependencies(IEnumerable<DataViewSchema.Column> outputColumns)
    {
        var needed = new bool[Input.Count];
        foreach (var column in outputColumns)
        {
            if (column.Index < Input.Count)
            {
                needed[column.Index] = true;
                continue;
            }
            foreach (var read in Reader.Columns) needed[read.Index] = true;
            foreach (var read in Condition?.Columns ?? []) needed[read.Index] = true;
        }
        return Input.Where(column => needed[column.Index]);
    }
}
