using System.Globalization;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Tells ML.NET how training goes: a line an epoch to <c>MLContext.Log</c>, and checkpoints to the progress channel.</summary>
internal sealed class ChannelObserver : ITrainingObserver
{
    private readonly IChannel _channel;
    private readonly IProgressChannel _progress;
    private int _epoch;
    private int _epochs;

    public ChannelObserver(IChannel channel, IProgressChannel progress)
    {
        _channel = channel;
        _progress = progress;
    }

    public void OnFitStart(TrainingStart start)
    {
        _epochs = start.Epochs;
        _progress.SetHeader(new ProgressHeader(["Training loss", "Validation loss"], ["epochs"]), entry => entry.SetProgress(0, _epoch, _epochs));
    }

    public void OnEpochEnd(EpochResult result)
    {
        _epoch = result.Epoch;
        _channel.Info(MessageSensitivity.None, Line(result));
        _progress.Checkpoint(result.TrainingLoss, result.ValidationLoss, result.Epoch);
    }

    private string Line(EpochResult result)
    {
        string metrics = string.Concat(result.TrainingMetrics.Select(m => string.Create(CultureInfo.InvariantCulture, $", {m.Key} {m.Value:0.####}")));
        string validation = result.ValidationLoss is not { } loss ? "" :
            string.Create(CultureInfo.InvariantCulture, $", validation loss {loss:0.####}") +
            string.Concat((result.ValidationMetrics ?? new Dictionary<string, double>())
                .Select(m => string.Create(CultureInfo.InvariantCulture, $", validation {m.Key} {m.Value:0.####}")));
        return string.Create(CultureInfo.InvariantCulture,
            $"Epoch {result.Epoch}/{_epochs}: loss {result.TrainingLoss:0.####}{metrics}{validation}, {result.Examples} examples in {result.Duration.TotalSeconds:0.##} s");
    }
}
