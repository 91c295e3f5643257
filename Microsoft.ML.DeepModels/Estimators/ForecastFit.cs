using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The Fit story of every forecaster: check the columns, read the series, find the windows, calibrate where there are to be bounds, train, keep
/// the end of every series. I own all that lives during one Fit; the estimator keeps nothing of it.
/// </summary>
internal sealed class ForecastFit
{
    private readonly IHost _host;
    private readonly ForecastingTrainerOptions _options;
    private readonly PredictionInterval _interval;
    private readonly double _level;
    private readonly ulong _seed;
    private readonly SupervisedTraining _training;

    /// <param name="host">the estimator's host</param>
    /// <param name="options">checked settings</param>
    public ForecastFit(IHost host, ForecastingTrainerOptions options)
    {
        _host = host;
        _options = options;
        _interval = ForecastCheck.IntervalOf(options);
        _level = (double)(decimal)options.ConfidenceLevel; // 0.95f is 0.95
        _seed = NetworkTraining.SeedOf(host, options);
        var loss = _interval == PredictionInterval.Quantile
            ? SupervisedLoss.Quantiles((1 - _level) / 2, 0.5, (1 + _level) / 2)
            : SupervisedLoss.Numbers(options.Loss);
        _training = new SupervisedTraining(host, options, _seed, loss);
        Columns = ForecastColumns.Of(options);
    }

    /// <summary>The columns that are read and added.</summary>
    public ForecastColumns Columns { get; }

    /// <param name="data">the training rows</param>
    /// <param name="design">the network for a shape of windows and a number of outputs for each step of the horizon</param>
    public (ForecastModel Model, SeriesTails Tails, TrainingHistory History) Run(IDataView data, Func<WindowShape, int, NetworkDefinition> design)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var cancel = new HostCancellation(_host, _options.CancellationToken);
        try
        {
            return Train(data, design, cancel.Token);
        }
        catch (OperationCanceledException) when (cancel.Token.IsCancellationRequested)
        {
            throw cancel.ToException();
        }
    }

    private (ForecastModel Model, SeriesTails Tails, TrainingHistory History) Train(
        IDataView data, Func<WindowShape, int, NetworkDefinition> design, CancellationToken cancel)
    {
        using var channel = _host.Start("Train");
        Columns.OutputSchema(SchemaColumns.ShapeOf(data.Schema));
        var reader = Columns.Reader(data.Schema);
        var shape = new WindowShape(_options.WindowSize, _options.Horizon, reader.PastCovariates, reader.FutureCovariates, Lag(_options));
        var device = _training.Device(channel);
        var store = reader.Read(data, _options.CacheBytes, cancel);
        // Before the network, whose size follows from the horizon: one that is beyond the data could be any size.
        var windows = new WindowSearch(_options, reader, store, shape).Run(channel);
        var network = design(shape, _interval == PredictionInterval.Quantile ? 3 : 1);
        var settings = new ForecastSettings
        {
            Columns = Columns,
            Shape = shape,
            Interval = _interval,
            ConfidenceLevel = _options.ConfidenceLevel,
            Seasonality = _options.Seasonality,
            BatchSize = _training.ScoringBatchSize(network.InputShape)
        };
        var training = new ForecastTraining(_options, _training, _seed, store, network, settings, device, channel, cancel);
        var (model, history) = _interval == PredictionInterval.Conformal ? new ConformalFit(_options, _level, training).Run(windows) : training.Run(windows);
        return (model, new SeriesTails(store.Tails(shape.Rows), SeriesNames.Of(data.Schema, Columns.Read.Series)), history);
    }

    private static int Lag(ForecastingTrainerOptions options) => options.SeasonalDifference && options.Seasonality > 1 ? options.Seasonality : 0;
}
