using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The Fit story of every generative family: check the columns, open the batches, design the network for what they hold, train it, hand it over. I own
/// all that lives during one Fit; the estimator keeps nothing of it, so Fits may run side by side and two Fits give two independent models.
/// </summary>
internal sealed class GenerativeFit
{
    private readonly IHost _host;
    private readonly GenerativeTrainerOptions _options;
    private readonly ulong _seed;
    private readonly NetworkTraining _training;

    /// <param name="host">the estimator's host</param>
    /// <param name="options">checked settings</param>
    /// <param name="columns">those that are read and added</param>
    public GenerativeFit(IHost host, GenerativeTrainerOptions options, GenerativeColumns columns)
    {
        _host = host;
        _options = options;
        _seed = NetworkTraining.SeedOf(host, options);
        _training = new NetworkTraining(host, options, _seed);
        if (columns.Latent == options.LabelColumnName)
            throw new ArgumentException($"The column of latent vectors and {nameof(options.LabelColumnName)} are both '{columns.Latent}': give two names.", nameof(options));
        Columns = columns;
    }

    /// <summary>The columns that are read and added.</summary>
    public GenerativeColumns Columns { get; }

    /// <param name="data">the training rows</param>
    /// <param name="validation">rows to judge the model on, rather than those of the options; null: those of the options, if any</param>
    /// <param name="plan">what the family brings</param>
    /// <returns>the model, which the caller owns; its settings say nothing yet of thresholds</returns>
    public (GenerativeModel Model, GenerativeSettings Settings, TrainingHistory History) Run<TDefinition, TNetwork>(
        IDataView data, IDataView? validation, GenerativePlan<TDefinition, TNetwork> plan)
        where TDefinition : GenerativeDefinition
        where TNetwork : GenerativeNetwork
    {
        ArgumentNullException.ThrowIfNull(data);
        using var cancel = new HostCancellation(_host, _options.CancellationToken);
        try
        {
            return Train(data, validation ?? _options.ValidationSet, plan, cancel.Token);
        }
        catch (OperationCanceledException) when (cancel.Token.IsCancellationRequested)
        {
            throw cancel.ToException();
        }
    }

    private (GenerativeModel Model, GenerativeSettings Settings, TrainingHistory History) Train<TDefinition, TNetwork>(
        IDataView data, IDataView? validation, GenerativePlan<TDefinition, TNetwork> plan, CancellationToken cancel)
        where TDefinition : GenerativeDefinition
        where TNetwork : GenerativeNetwork
    {
        using var channel = _host.Start("Train");
        Columns.Check(data.Schema);
        if (validation is not null) Columns.CheckValidation(data.Schema, validation.Schema);
        var device = _training.Device(channel);
        string? label = _options.LabelColumnName;
        using var batches = TrainingBatches.Open(_host, data, validation, new BatchColumns
        {
            Features = _options.RowColumn,
            Table = _options.RowColumns,
            Input = _options.Input,
            Label = label,
            LabelKind = label is null ? LabelKind.None : LabelKind.Key,
            Weight = _options.ExampleWeightColumnName
        }, _options, classes: false, device, _seed);
        var examples = ExamplesOf(data.Schema, batches.Input.Shape);
        if (validation is not null && _options.RowColumns is not null) ExampleTable.Check(examples, validation.Schema);
        var definition = plan.Design(new GenerativeInput(batches.Input.Shape, Columns.Classes(data.Schema))
        {
            Keys = [.. examples.Where(column => column.Kind == ExampleKind.Key).Select(column => new ValueBlock(column.Offset, column.Width))]
        });
        batches.Load(channel, cancel);
        if (plan.UnitRange(definition) is { } unit)
        {
            unit.Check(batches.Train(0, cancel), _options.RowColumn, "");
            if (batches.HasValidation) unit.Check(batches.Validate(0, cancel), _options.RowColumn, " of the validation rows");
        }
        else if (plan.Fitting is { } fitting)
        {
            definition = fitting(definition, FeatureRange.Of(batches.Train(0, cancel), definition.DataShape.ElementCount));
        }
        var (network, history) = _training.Run(
            context => (TNetwork)definition.Create(context), (created, context) => plan.CreateStep(created, definition, context), device,
            new NetworkBatches(epoch => batches.Train(epoch, cancel), batches.HasValidation ? epoch => batches.Validate(epoch, cancel) : null, batches.BatchesPerEpoch),
            $"{definition} ({definition.ParameterCount} parameters)", channel, cancel, created => plan.Observers(created, definition, text => channel.Warning(MessageSensitivity.None, text)));
        var model = new GenerativeModel(definition, network, device);
        try
        {
            batches.Report(channel);
            return (model, SettingsOf(data.Schema, batches, definition, examples), history);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private IReadOnlyList<ExampleColumn> ExamplesOf(DataViewSchema schema, TensorShape shape) =>
        _options.RowColumns is { } table ? ExampleTable.Of(schema, table) : [ExampleColumn.Of(schema[_options.RowColumn], shape)];

    private GenerativeSettings SettingsOf(DataViewSchema schema, TrainingBatches batches, GenerativeDefinition definition, IReadOnlyList<ExampleColumn> examples) => new()
    {
        FeatureColumn = _options.RowColumn,
        IsTable = _options.RowColumns is not null,
        ChannelOrder = _options.ChannelOrder,
        ScoringBatchSize = _training.ScoringBatchSize(definition.DataShape),
        Columns = Columns.Added,
        LatentColumn = Columns.Latent,
        Examples = examples,
        Condition = _options.LabelColumnName is { } label
            ? new ConditionColumn(label, LabelValues.Of(schema[label]), batches.RowsOfClasses(definition.Classes))
            : null
    };
}
