using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;
using Device = TorchSharp.torch.Device;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Trains forecasters with windows of one store. What lies after the windows that a network learns from has no part in it, nor in its scales.</summary>
/// <param name="options">checked settings</param>
/// <param name="training">trains one network</param>
/// <param name="seed">of the order of windows</param>
/// <param name="store">the rows</param>
/// <param name="network">the layers</param>
/// <param name="settings">of the models</param>
/// <param name="device">where to train</param>
/// <param name="channel">for the log</param>
/// <param name="cancel">ends a training within one batch</param>
internal sealed class ForecastTraining(
    ForecastingTrainerOptions options, SupervisedTraining training, ulong seed, SeriesStore store, NetworkDefinition network, ForecastSettings settings,
    Device device, IChannel channel, CancellationToken cancel)
{
    public ForecastSettings Settings => settings;

    public IChannel Channel => channel;

    /// <summary>Trains with all that is known.</summary>
    /// <param name="windows">all windows: to learn from, and to judge by</param>
    public (ForecastModel Model, TrainingHistory History) Run(SeriesWindows windows) => Run(windows, [.. store.Series.Select(series => series.Length)]);

    /// <summary>Trains with some windows as if nothing came after them.</summary>
    /// <param name="windows">to learn from, and to judge by</param>
    public (ForecastModel Model, TrainingHistory History) RunAsIfLast(SeriesWindows windows) => Run(windows, windows.Lengths(store, settings.Shape.Horizon));

    /// <summary>Makes windows as a model sees them.</summary>
    public WindowBuilder Builder(SeriesScales scales) => new(store, settings.Shape, scales, device);

    private (ForecastModel Model, TrainingHistory History) Run(SeriesWindows windows, int[] lengths)
    {
        SeriesWindows? judged = null;
        if (options.ValidationFraction > 0)
        {
            int all = windows.Count;
            (windows, judged) = windows.Split(options.ValidationFraction, 0, settings.Shape.Horizon);
            if (windows.Count == 0 || judged.Count == 0)
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"{all} windows are too few for a ValidationFraction of {options.ValidationFraction}: {windows.Count} are left to train with and ") +
                    $"{judged.Count} to judge by. Give more rows or another fraction.");
            }
            lengths = windows.Lengths(store, settings.Shape.Horizon);
        }
        var scales = Scales(lengths);
        var builder = Builder(scales);
        var batches = new NetworkBatches(
            epoch => windows.Read(builder, options.BatchSize, Seeds.Derive(seed, $"shuffle/{epoch}"), cancel),
            judged is null ? null : _ => judged.Read(builder, settings.WindowsAtOnce, shuffle: null, cancel),
            (windows.Count + options.BatchSize - 1) / options.BatchSize);
        var (model, history) = training.Run(network, device, null, batches, 1, channel, cancel);
        return (new ForecastModel(model, settings, scales), history);
    }

    private SeriesScales Scales(int[] lengths)
    {
        int lag = settings.Shape.Lag;
        var scaling = options.Scaling ?? (lag > 0 ? SeriesScaling.Series : SeriesScaling.WindowMean);
        return SeriesScales.Measure(scaling, options.LogTransform, lag, store, lengths);
    }
}
