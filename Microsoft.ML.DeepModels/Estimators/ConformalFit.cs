using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// Training with conformal bounds: in forward folds, each of which is forecast by a network that knows only what came before it, and then with all
/// windows. Where it is cancelled and the best model is to be kept, that is the last network that was trained to its end, with the errors up to there; the
/// first one where there is none.
/// </summary>
/// <param name="options">checked settings</param>
/// <param name="level">the part of what comes that should lie between the bounds, in (0, 1)</param>
/// <param name="training">of each network</param>
internal sealed class ConformalFit(ForecastingTrainerOptions options, double level, ForecastTraining training)
{
    private ForecastModel? _model;
    private TrainingHistory? _history;

    /// <param name="windows">all windows</param>
    /// <returns>the model, which the caller owns</returns>
    /// <exception cref="InvalidOperationException">There are too few windows, or errors are not finite.</exception>
    public (ForecastModel Model, TrainingHistory History) Run(SeriesWindows windows)
    {
        var folds = Folds(windows);
        var calibration = new ConformalCalibration(training.Settings.Shape.Horizon);
        try
        {
            bool canceled = !Calibrate(folds, calibration);
            if (options.RefitAfterCalibration && !canceled)
            {
                training.Channel.Info(MessageSensitivity.None, $"Training again, with all {windows.Count} windows.");
                canceled = !Keep(training.Run(windows));
            }
            if (canceled)
            {
                training.Channel.Warning(MessageSensitivity.None,
                    $"Training was cancelled: the model is that of the last training that came to its end, or of the first, and its bounds are calibrated with {calibration.Count} windows.");
                _history = new(_history!.Epochs, _history.BestEpoch, _history.BestWeightsRestored, StopReason.Canceled);
            }
            // Measured with the scales that the model has, whichever training they are of.
            var settings = training.Settings with { Margins = calibration.Margins(level, training.Builder(_model!.Scales)) };
            return (new ForecastModel(_model.Network, settings, _model.Scales), _history!);
        }
        catch
        {
            _model?.Dispose();
            throw;
        }
    }

    /// <summary>Whether it came to its end.</summary>
    private bool Calibrate(List<(SeriesWindows Before, SeriesWindows Part)> folds, ConformalCalibration calibration)
    {
        foreach (var (before, part) in folds)
        {
            training.Channel.Info(MessageSensitivity.None, $"Training with {before.Count} windows, to calibrate the bounds with the {part.Count} after them.");
            bool first = _model is null, ended = Keep(training.RunAsIfLast(before));
            // Bounds without any error would be nothing, so those of the first are found even now.
            if (ended || first) calibration.Add(_model!.Network, part, training.Builder(_model.Scales), training.Settings.WindowsAtOnce);
            if (!ended) return false;
        }
        return true;
    }

    /// <summary>Takes the place of the model before, where training came to its end or there is none before; says whether it did.</summary>
    private bool Keep((ForecastModel Model, TrainingHistory History) next)
    {
        bool ended = next.History.StopReason != StopReason.Canceled;
        if (_model is not null && !ended)
        {
            next.Model.Dispose();
            return false;
        }
        _model?.Dispose();
        (_model, _history) = next;
        return ended;
    }

    private List<(SeriesWindows Before, SeriesWindows Part)> Folds(SeriesWindows windows)
    {
        double part = options.CalibrationFraction / options.CalibrationFolds;
        List<(SeriesWindows Before, SeriesWindows Part)> folds =
        [
            .. Enumerable.Range(0, options.CalibrationFolds)
                .Select(fold => windows.Split(part * (options.CalibrationFolds - fold), part * (options.CalibrationFolds - fold - 1), training.Settings.Shape.Horizon))
                .Where(fold => fold.Before.Count > 0 && fold.Part.Count > 0)
        ];
        if (folds.Count == 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{windows.Count} windows are too few to calibrate bounds with a fraction of {options.CalibrationFraction} of them (CalibrationFraction). ") +
                "Give more rows, another fraction, or PredictionInterval.Quantile.");
        }
        if (folds.Count < options.CalibrationFolds)
        {
            training.Channel.Warning(MessageSensitivity.None,
                $"The bounds are calibrated with {folds.Count} of {options.CalibrationFolds} parts (CalibrationFolds): the others have no windows, or none before them. Give more rows, or fewer parts.");
        }
        int count = folds.Sum(fold => fold.Part.Count), needed = ConformalCalibration.Needed(level);
        if (count < needed)
        {
            training.Channel.Warning(MessageSensitivity.None, FormattableString.Invariant(
                $"The bounds are calibrated with {count} windows, but a confidence level of {level} needs {needed}: they are the largest errors found, and may hold less often. ") +
                "Give more rows, a higher CalibrationFraction, or a lower ConfidenceLevel.");
        }
        return folds;
    }
}
