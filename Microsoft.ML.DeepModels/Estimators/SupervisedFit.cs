using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The Fit story of every supervised family: check the columns, open the batches, design the network for what they hold,
/// train it, hand it over. I own all that lives during one Fit; the estimator keeps nothing of it, so Fits may run side by
/// side and two Fits give two independent models.
/// </summary>
internal sealed class SupervisedFit
{
    private readonly IHost _host;
    private readonly SupervisedTrainerOptions _options;
    private readonly SupervisedLoss _loss;
    private readonly bool _classes;
    private readonly ulong _seed;
    private readonly SupervisedTraining _training;

    /// <param name="host">the estimator's host</param>
    /// <param name="options">checked settings</param>
    /// <param name="classes">whether the label is a class, not a number</param>
    public SupervisedFit(IHost host, SupervisedTrainerOptions options, bool classes)
    {
        if (classes && options.ScoreColumnName == options.PredictedLabelColumnName)
        {
            throw new ArgumentException($"{nameof(options.ScoreColumnName)} and {nameof(options.PredictedLabelColumnName)} " +
                $"are both '{options.ScoreColumnName}': give two names.", nameof(options));
        }
        _host = host;
        _options = options;
        _classes = classes;
        _loss = SupervisedLoss.Of(options, classes);
        _seed = NetworkTraining.SeedOf(host, options);
        _training = new SupervisedTraining(host, options, _seed, _loss);
        Columns = new TrainingColumns(options, classes);
    }

    /// <summary>Of everything random in each Fit.</summary>
    public ulong Seed => _seed;

    /// <summary>The columns that are read and added.</summary>
    public TrainingColumns Columns { get; }

    /// <param name="data">the training rows</param>
    /// <param name="validation">rows to judge the model on, rather than those of the options; null: those of the options, if any</param>
    /// <param name="design">the network for an input and a number of outputs</param>
    public (NetworkModel Model, NetworkSettings Settings, TrainingHistory History) Run(
        IDataView data, IDataView? validation, Func<NetworkInput, int, NetworkDefinition> design) => Run(data, validation, _ => new NetworkPlan(design));

    /// <param name="data">the training rows</param>
    /// <param name="validation">rows to judge the model on, rather than those of the options; null: those of the options, if any</param>
    /// <param name="createPlan">what the family brings, told the channel of the Fit; asked for after the columns have been checked, before a row is read</param>
    public (NetworkModel Model, NetworkSettings Settings, TrainingHistory History) Run(
        IDataView data, IDataView? validation, Func<(IChannel Channel, CancellationToken Cancel), SupervisedPlan> createPlan)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var cancel = new HostCancellation(_host, _options.CancellationToken);
        try
        {
            return Train(data, validation ?? _options.ValidationSet, createPlan, cancel.Token);
        }
        catch (OperationCanceledException) when (cancel.Token.IsCancellationRequested)
        {
            throw cancel.ToException();
        }
    }

    private (NetworkModel Model, NetworkSettings Settings, TrainingHistory History) Train(
        IDataView data, IDataView? validation, Func<(IChannel Channel, CancellationToken Cancel), SupervisedPlan> createPlan, CancellationToken cancel)
    {
        using var channel = _host.Start("Train");
        var task = Columns.Check(data.Schema);
        if (validation is not null) Columns.CheckValidation(data.Schema, validation.Schema);
        var device = _training.Device(channel);
        using var plan = createPlan((channel, cancel));
        using var batches = TrainingBatches.Open(_host, data, validation, new BatchColumns
        {
            Features = _options.FeatureColumnName,
            Input = _options.Input,
            Label = _options.LabelColumnName,
            LabelKind = _classes ? LabelKind.Key : LabelKind.Single,
            Weight = _options.ExampleWeightColumnName
        }, _options, _classes, device, _seed);
        var network = plan.Design(batches.Input, task.OutputCount);
        batches.Load(channel, cancel);
        double lossUnit = 1;
        if (batches.LabelScale is var (scale, offset))
        {
            network = new NetworkDefinition(network.InputShape, [.. network.Layers, Layer.Rescaling(scale, offset)]);
            lossUnit = _loss.Growth(scale);
        }
        var read = new NetworkBatches(
            epoch => batches.Train(epoch, cancel), batches.HasValidation ? epoch => batches.Validate(epoch, cancel) : null, batches.BatchesPerEpoch, batches.Dispose);
        var (model, history) = _training.Run(plan, network, device, task.Activation, plan.Batches(read, () => batches.CountRows(cancel), cancel), lossUnit, channel, cancel);
        try
        {
            batches.Report(channel);
        }
        catch
        {
            model.Dispose();
            throw;
        }
        var settings = new NetworkSettings(_options.FeatureColumnName, _options.ChannelOrder, _training.ScoringBatchSize(batches.Input.Shape), task, batches.Input.Tokens, _options.Views);
        return (model, settings, history);
    }
}
