using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Scoring;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The transformer that all generative families share: adds what the network tells of rows, lazily and in batches, saves itself, and frees its weights
/// when it is disposed. Using it is safe from many threads at once.
/// </summary>
public abstract class GenerativeNetworkTransformer : SavableTransformer, IDisposable
{
    private protected GenerativeNetworkTransformer(GenerativeModel model, GenerativeSettings settings, TrainingHistory? history)
    {
        Model = model;
        Settings = settings;
        History = history;
    }

    /// <summary>How training went, epoch by epoch; null for a model that was loaded.</summary>
    public TrainingHistory? History { get; }

    /// <summary>The name of the column that is read; the first of them, where rows are read from several.</summary>
    public string FeatureColumnName => Settings.FeatureColumn;

    /// <summary>The length of a latent vector.</summary>
    public int LatentSize => Model.Definition.LatentSize;

    /// <summary>Always true.</summary>
    public override bool IsRowToRowMapper => true;

    /// <summary>The trained network.</summary>
    private protected GenerativeModel Model { get; }

    /// <summary>Columns and layout of rows.</summary>
    private protected GenerativeSettings Settings { get; }

    /// <summary>The family's name in the model file.</summary>
    private protected abstract string Family { get; }

    /// <summary>The input's columns and the columns that this model adds. Runs nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column that is read is missing or of a wrong type.</exception>
    public override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Reader(inputSchema);
        Settings.Condition?.Bind(inputSchema);
        return ScoringBinding.OutputSchema(inputSchema, ColumnsOf(inputSchema, Scorer(Settings.Columns), Settings.Columns));
    }

    /// <summary>Adds the columns, lazily: the network runs when a cursor that asks for one of them moves, and computes only what is asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column that is read is missing or of a wrong type.</exception>
    /// <exception cref="ObjectDisposedException">This transformer was disposed.</exception>
    public override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoringView(input, Bind(input.Schema, Settings.Columns));
    }

    /// <summary>A mapper of single rows, as the prediction engine uses it.</summary>
    /// <inheritdoc cref="Transform"/>
    public override IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ScoringMapper(Bind(inputSchema, Settings.Columns));
    }

    /// <summary>Frees the weights; later calls do nothing. Rows and cursors made before throw <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => Model.Dispose();

    /// <summary>The first layers of the encoder with copies of their weights.</summary>
    /// <param name="layers">how many, 1 to all; null: all of them, and of what the last gives the latent means only</param>
    /// <exception cref="ArgumentException">The model has no encoder, or one that needs a label beside the row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The encoder has fewer layers.</exception>
    /// <exception cref="ObjectDisposedException">This transformer was disposed.</exception>
    internal NetworkSnapshot Snapshot(int? layers)
    {
        if (Model.Definition.Encoding is not { } encoding)
            throw new ArgumentException($"A model of the family '{Family}' makes rows of latent vectors and has no encoder to start from. Give a variational autoencoder, or a network that predicts.");
        if (Model.Definition.Classes > 0)
            throw new ArgumentException($"The encoder was trained under the label '{Settings.Condition?.Name}' and needs it beside each row. Give a model that was trained without LabelColumnName.");
        if (Settings.IsTable) throw new ArgumentException("The model was trained on a table of columns, of which a trainer takes one. Give a model that was trained on one column.");
        using var use = Model.Enter();
        return encoding.Snapshot(use.Module, layers);
    }

    /// <summary>Binds the network to rows.</summary>
    /// <param name="schema">of the rows</param>
    /// <param name="columns">those that are added</param>
    private protected ScoringBinding Bind(DataViewSchema schema, IReadOnlyList<GenerativeColumn> columns)
    {
        Model.CheckAlive();
        var scorer = Scorer(columns);
        return new ScoringBinding(schema, Reader(schema), scorer, ColumnsOf(schema, scorer, columns), Settings.ScoringBatchSize, Settings.Condition?.Bind(schema));
    }

    /// <summary>Adds only those of the columns that come from these outputs of the network.</summary>
    private protected IDataView WithColumns(IDataView input, params IEnumerable<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoringView(input, Bind(input.Schema, [.. Settings.Columns.Where(column => outputs.Contains(column.Output))]));
    }

    /// <summary>What the network tells of the first row of a view by one of its outputs; null where there is no row, or it cannot be read.</summary>
    private protected float[]? FirstValues(IDataView input, string output)
    {
        ArgumentNullException.ThrowIfNull(input);
        var row = new ScoringView(input, Bind(input.Schema, [new GenerativeColumn(output, output)]));
        var column = row.Schema[output];
        using var cursor = row.GetRowCursor([column]);
        if (!cursor.MoveNext()) return null;
        VBuffer<float> values = default;
        cursor.GetGetter<VBuffer<float>>(column)(ref values);
        float[] dense = [.. values.DenseValues()];
        return dense.All(float.IsFinite) ? dense : null;
    }

    /// <summary>The rows of a view in batches on the network's device. Whoever enumerates disposes them.</summary>
    /// <exception cref="InvalidOperationException">A row cannot be read, or has no known label.</exception>
    private protected IEnumerable<Batch> Read(IDataView data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Model.CheckAlive();
        var reader = Reader(data.Schema);
        return RowBatches.Read(data, reader, Settings.Condition, Settings.Condition?.Bind(data.Schema), Settings.ScoringBatchSize, Model.Device);
    }

    private protected FeatureReader Reader(DataViewSchema schema)
    {
        if (!Settings.IsTable)
            return FeatureReader.Create(schema, FeatureColumnName, new InputOptions { Shape = Model.Definition.DataShape, ChannelOrder = Settings.ChannelOrder });
        ExampleTable.Check(Settings.Examples, schema);
        return TableReader.Create(schema, [.. Settings.Examples.Select(column => column.Name)]);
    }

    private protected override void SaveModel(IModelWriter writer)
    {
        var description = new ModelDescription(Family);
        Settings.Describe(description, Model.Definition);
        using var use = Model.Enter();
        description.Write(writer);
        ModelWeights.Write(writer, use.Module);
    }

    private RowScorer Scorer(IReadOnlyList<GenerativeColumn> columns) => new(Model, columns, Settings.Condition, Settings.ChannelOrder == ChannelOrder.ChannelsLast);

    private List<ScoredColumn> ColumnsOf(DataViewSchema schema, RowScorer scorer, IReadOnlyList<GenerativeColumn> columns)
    {
        uint set = ScoreAnnotations.NextSetId(schema);
        return [.. columns.Select((column, i) =>
            column.Scored(Model.Definition.Outputs.Single(output => output.Name == column.Output), scorer.OffsetOf(i), set, Settings.ChannelOrder))];
    }
}
