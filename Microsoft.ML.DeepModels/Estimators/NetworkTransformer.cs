using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Scoring;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The transformer that all families of predicting networks share: binds the network to a schema, scores lazily and in
/// batches, saves itself, and frees its weights when it is disposed. Scoring is safe from many threads at once.
/// </summary>
public abstract class NetworkTransformer : SingleFeatureTransformer, ISingleFeaturePredictionTransformer<NetworkDefinition>, IDisposable
{
    private readonly NetworkModel _model;
    private readonly NetworkSettings _settings;

    private protected NetworkTransformer(NetworkModel model, NetworkSettings settings, TrainingHistory? history)
    {
        _model = model;
        _settings = settings;
        History = history;
    }

    /// <inheritdoc/>
    public override string FeatureColumnName => _settings.FeatureColumnName;

    /// <summary>The layers of the network, the output layer included, with the shape of its input.</summary>
    public NetworkDefinition Network => _model.Definition;

    // Permutation feature importance asks for this interface, beside the internal one, before it scores.
    NetworkDefinition IPredictionTransformer<NetworkDefinition>.Model => Network;

    DataViewType ISingleFeaturePredictionTransformer<NetworkDefinition>.FeatureColumnType =>
        _settings.Tokens is { } tokens ? new VectorDataViewType(new KeyDataViewType(typeof(uint), tokens.Count))
        : Network.InputShape.HasVariableLength ? new VectorDataViewType(NumberDataViewType.Single)
        : new VectorDataViewType(NumberDataViewType.Single, Network.InputShape.ToArray());

    /// <summary>How training went, epoch by epoch; null for a model that was loaded.</summary>
    public TrainingHistory? History { get; }

    /// <summary>Always true.</summary>
    public override bool IsRowToRowMapper => true;

    /// <summary>The family's name in the model file.</summary>
    private protected abstract string Family { get; }

    /// <summary>The input's columns and the columns that this model adds. Runs nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of a wrong type.</exception>
    public override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Reader(inputSchema);
        return ScoringBinding.OutputSchema(inputSchema, _settings.Task.Columns(inputSchema));
    }

    /// <summary>Adds the score columns, lazily: the network runs when a cursor that asks for one of them moves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of a wrong type.</exception>
    /// <exception cref="ObjectDisposedException">This transformer was disposed.</exception>
    public override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoringView(input, Bind(input.Schema));
    }

    /// <summary>
    /// Adds what hidden layers make of each row, lazily as <see cref="Transform"/> does, and no score: features that the network has learned, for another trainer
    /// or to compare rows by. It is made of the image itself, whatever views are scored.
    /// </summary>
    /// <param name="input">rows as the network was trained on</param>
    /// <param name="outputColumnName">the name of the column that is added: Vector of Single, of the shape that the last of these layers gives</param>
    /// <param name="layers">how many of the layers of <see cref="Network"/> a row goes through, 1 to all; null: all before the output layer, if there is one</param>
    /// <exception cref="ArgumentOutOfRangeException">The network has fewer layers, or the feature column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">The name is empty, or what these layers make has any number of timesteps.</exception>
    /// <exception cref="ObjectDisposedException">This transformer was disposed.</exception>
    public IDataView Embed(IDataView input, string outputColumnName = "Embedding", int? layers = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        OptionCheck.Name(outputColumnName, nameof(outputColumnName));
        _model.CheckAlive();
        var scorer = new EmbeddingScorer(_model, layers ?? AllLayersOfFeatures);
        var column = new VectorScoreColumn(outputColumnName, 0, new VectorDataViewType(NumberDataViewType.Single, scorer.Shape.ToArray()), null);
        return new ScoringView(input, new ScoringBinding(input.Schema, Reader(input.Schema), scorer, [column], _settings.ScoringBatchSize));
    }

    /// <summary>The first layers with copies of their weights.</summary>
    /// <param name="layers">how many, 1 to all; null: all before the output layer, if there is one</param>
    /// <exception cref="ArgumentOutOfRangeException">The network has fewer layers.</exception>
    /// <exception cref="ObjectDisposedException">This transformer was disposed.</exception>
    internal NetworkSnapshot Snapshot(int? layers)
    {
        int count = EmbeddingScorer.CheckLayers(_model.Definition, layers ?? AllLayersOfFeatures);
        NetworkSnapshot? snapshot = null;
        _model.Use(module => snapshot = NetworkSnapshot.Of(new NetworkInput(Network.InputShape, _settings.Tokens), Network.Layers, module, count, $"{Family} {Network}"));
        return snapshot!;
    }

    /// <summary>A mapper of single rows, as the prediction engine uses it.</summary>
    /// <inheritdoc cref="Transform"/>
    public override IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ScoringMapper(Bind(inputSchema));
    }

    /// <summary>Frees the weights; later calls do nothing. Rows and cursors made before throw <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _model.Dispose();

    private protected override void SaveModel(IModelWriter writer)
    {
        var description = new ModelDescription(Family);
        _settings.Describe(description, _model.Definition);
        _model.Use(module =>
        {
            description.Write(writer);
            ModelWeights.Write(writer, module);
        });
    }

    /// <summary>The number of layers of a network that gives features; null for one with an output layer.</summary>
    private int? AllLayersOfFeatures => _settings.Task.HasOutputLayer ? null : Network.Layers.Count;

    private FeatureReader Reader(DataViewSchema schema) => FeatureReader.Create(
        schema, FeatureColumnName, new InputOptions { Shape = _model.Definition.InputShape, ChannelOrder = _settings.ChannelOrder, Tokens = _settings.Tokens });

    private ScoringBinding Bind(DataViewSchema schema)
    {
        _model.CheckAlive();
        INetworkScorer scorer = _settings.Views is { } views ? new TestTimeScorer(_model, views) : _model;
        return new ScoringBinding(schema, Reader(schema), scorer, _settings.Task.Columns(schema), _settings.ScoringBatchSize);
    }
}
