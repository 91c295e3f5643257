using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;
using Device = TorchSharp.torch.Device;

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
    private readonly NetworkTraining _training;

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
        _training = new NetworkTraining(host, options, _seed, loss);
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
        var network = design(shape, _interval == PredictionInterval.Quantile ? 3 : 1);
        var device = _training.Device(channel);
        var store = reader.Read(data, _options.CacheBytes, cancel);
        var windows = new WindowSearch(_options, reader, store, shape).Run(channel);
        var settings = new ForecastSettings
        {
            Columns = Columns,
            Shape = shape,
            Interval = _interval,
            ConfidenceLevel = _options.ConfidenceLevel,
            Seasonality = _options.Seasonality,
            BatchSize = _training.ScoringBatchSize
        };
        var run = new Context(store, shape, network, device, channel, cancel);
        var (model, history) = _interval == PredictionInterval.Conformal ? Calibrated(run, settings, windows) : Trained(run, settings, windows, Lengths(store));
        return (model, new SeriesTails(store.Tails(shape.Rows), SeriesNames.Of(data.Schema, Columns.Read.Series)), history);
    }

    // Forward folds: each is forecast by a network that knows only what came before it.
    private (ForecastModel Model, TrainingHistory History) Calibrated(Context run, ForecastSettings settings, SeriesWindows windows)
    {
        var folds = Folds(windows, run.Shape.Horizon);
        if (folds.Count == 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{windows.Count} windows are too few to calibrate bounds with a fraction of {_options.CalibrationFraction} of them (CalibrationFraction). ") +
                "Give more rows, another fraction, or PredictionInterval.Quantile.");
        }
        int count = folds.Sum(fold => fold.Part.Count), needed = ConformalCalibration.Needed(_level);
        if (count < needed)
        {
            run.Channel.Warning(MessageSensitivity.None, FormattableString.Invariant(
                $"The bounds are calibrated with {count} windows, but a confidence level of {_level} needs {needed}: they are the largest errors found, and may hold less often. ") +
                "Give more rows, a higher CalibrationFraction, or a lower ConfidenceLevel.");
        }
        var known = _options.RefitAfterCalibration ? Lengths(run.Store) : folds[^1].Before.Lengths(run.Store, run.Shape.Horizon);
        var calibration = new ConformalCalibration(run.Shape.Horizon, new WindowBuilder(run.Store, run.Shape, Scales(run, known), run.Device));
        ForecastModel? model = null;
        TrainingHistory? history = null;
        try
        {
            foreach (var (before, part) in folds)
            {
                run.Channel.Info(MessageSensitivity.None, $"Training with {before.Count} windows, to calibrate the bounds with the {part.Count} after them.");
                model?.Dispose();
                (model, history) = Trained(run, settings, before, before.Lengths(run.Store, run.Shape.Horizon));
                calibration.Add(model.Network, part, new WindowBuilder(run.Store, run.Shape, model.Scales, run.Device), settings.BatchSize, run.Cancel);
            }
            float[] margins = calibration.Margins(_level);
            if (margins.Any(margin => !float.IsFinite(margin)))
                throw new InvalidOperationException("The network's forecasts of the calibration windows are not finite: training went wrong. Lower LearningRate.");
            settings = settings with { Margins = margins };
        }
        catch
        {
            model?.Dispose();
            throw;
        }
        if (!_options.RefitAfterCalibration) return (new ForecastModel(model!.Network, settings, model.Scales), history!);
        model!.Dispose();
        run.Channel.Info(MessageSensitivity.None, $"Training again, with all {windows.Count} windows.");
        return Trained(run, settings, windows, Lengths(run.Store));
    }

    private List<(SeriesWindows Before, SeriesWindows Part)> Folds(SeriesWindows windows, int horizon)
    {
        double part = _options.CalibrationFraction / _options.CalibrationFolds;
        return
        [
            .. Enumerable.Range(0, _options.CalibrationFolds)
                .Select(fold => windows.Split(part * (_options.CalibrationFolds - fold), part * (_options.CalibrationFolds - fold - 1), horizon))
                .Where(fold => fold.Before.Count > 0 && fold.Part.Count > 0)
        ];
    }

    /// <param name="run">what does not change</param>
    /// <param name="settings">of the model</param>
    /// <param name="windows">to learn from, and to judge by</param>
    /// <param name="lengths">the rows of each series that may be known</param>
    private (ForecastModel Model, TrainingHistory History) Trained(Context run, ForecastSettings settings, SeriesWindows windows, IReadOnlyList<int> lengths)
    {
        SeriesWindows? judged = null;
        if (_options.ValidationFraction > 0)
        {
            int all = windows.Count;
            (windows, judged) = windows.Split(_options.ValidationFraction, 0, run.Shape.Horizon);
            if (windows.Count == 0 || judged.Count == 0)
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"{all} windows are too few for a ValidationFraction of {_options.ValidationFraction}: {windows.Count} are left to train with and ") +
                    $"{judged.Count} to judge by. Give more rows or another fraction.");
            }
            lengths = windows.Lengths(run.Store, run.Shape.Horizon);
        }
        var scales = Scales(run, lengths);
        var builder = new WindowBuilder(run.Store, run.Shape, scales, run.Device);
        var batches = new NetworkBatches(
            epoch => windows.Read(builder, _options.BatchSize, Seeds.Derive(_seed, $"shuffle/{epoch}"), run.Cancel),
            judged is null ? null : _ => judged.Read(builder, settings.BatchSize, shuffle: null, run.Cancel),
            (windows.Count + _options.BatchSize - 1) / _options.BatchSize);
        var (network, history) = _training.Run(run.Network, run.Device, null, batches, 1, run.Channel, run.Cancel);
        return (new ForecastModel(network, settings, scales), history);
    }

    private SeriesScales Scales(Context run, IReadOnlyList<int> lengths)
    {
        var scaling = _options.Scaling ?? (run.Shape.Lag > 0 ? SeriesScaling.Series : SeriesScaling.WindowMean);
        return SeriesScales.Measure(scaling, _options.LogTransform, run.Shape.Lag, run.Store, lengths);
    }

    private static int Lag(ForecastingTrainerOptions options) => options.SeasonalDifference && options.Seasonality > 1 ? options.Seasonality : 0;

    private static int[] Lengths(SeriesStore store) => [.. store.Series.Select(series => series.Length)];

    private sealed record Context(SeriesStore Store, WindowShape Shape, NetworkDefinition Network, Device Device, IChannel Channel, CancellationToken Cancel);
}
