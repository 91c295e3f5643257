using Microsoft.ML.DeepModels.Training;
using Spectre.Console;

namespace Microsoft.ML.DeepModels.Examples.Display;

/// <summary>
/// Shows a training while it runs: in a terminal a bar with loss and metrics, and above it one line for each finished epoch (where there are many
/// epochs, for each few); where the output goes to a file or a pipe only those lines.
/// </summary>
public sealed class TrainingDisplay
{
    private const int LinesAtMost = 20;
    private readonly ProgressTask? _bar;
    private readonly int _epochs;
    private readonly int _runs;
    private int _run = 1;
    private int _lastEpoch;
    private long _examples;
    private double _seconds;

    private TrainingDisplay(ProgressTask? bar, int epochs, int runs)
    {
        _bar = bar;
        _epochs = epochs;
        _runs = runs;
    }

    /// <summary>The examples trained in a second, over all epochs so far, validation included.</summary>
    public double SamplesPerSecond => _seconds > 0 ? _examples / _seconds : 0;

    /// <summary>Trains inside a display; give its two methods to the trainer's <c>OnBatch</c> and <c>OnEpoch</c>.</summary>
    /// <param name="epochs">the epochs that will be trained at most</param>
    /// <param name="train">trains and returns the model</param>
    /// <param name="runs">how often that is, for a trainer that trains several networks one after the other</param>
    public static T Run<T>(int epochs, Func<TrainingDisplay, T> train, int runs = 1)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi) return train(new TrainingDisplay(null, epochs, runs));
        return AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => train(new TrainingDisplay(context.AddTask("reading the data", true, (double)runs * epochs), epochs, runs)));
    }

    /// <summary>Moves the bar.</summary>
    public void OnBatch(TrainingProgress progress)
    {
        if (_bar is null) return;
        double part = progress.BatchesPerEpoch is { } batches ? (double)progress.Batch / batches : 0;
        int run = progress.Epoch < _lastEpoch ? _run + 1 : _run; // the first epoch of the next
        _bar.Value = (run - 1) * _epochs + progress.Epoch - 1 + part;
        string remaining = progress.Remaining is { } time ? $", {time:m\\:ss} left" : "";
        _bar.Description = Markup.Escape(Line.Of(
            $"{Run(run)}epoch {progress.Epoch}/{progress.Epochs}  loss {progress.Loss:F4}{Metrics(progress.Metrics.Take(1))}  {progress.SamplesPerSecond:F0}/s{remaining}"));
    }

    /// <summary>Writes the line of an epoch.</summary>
    public void OnEpoch(EpochResult result)
    {
        _examples += result.Examples;
        _seconds += result.Duration.TotalSeconds;
        if (result.Epoch < _lastEpoch) _run++;
        _lastEpoch = result.Epoch;
        int every = (_runs * _epochs + LinesAtMost - 1) / LinesAtMost;
        if (result.Epoch % Math.Min(every, _epochs) != 0 && result.Epoch != _epochs) return;
        string validation = result.ValidationLoss is { } loss
            ? Line.Of($"  validation loss {loss:F4}{Metrics(result.ValidationMetrics!)}")
            : "";
        Write(Line.Of($"{Run(_run)}epoch {result.Epoch,2}/{_epochs}  loss {result.TrainingLoss:F4}{Metrics(result.TrainingMetrics)}{validation}  {result.Examples / result.Duration.TotalSeconds:F0} examples/s"));
    }

    private string Run(int run) => _runs > 1 ? $"training {run}/{_runs}  " : "";

    private void Write(string line)
    {
        if (_bar is null) Console.WriteLine(line);
        else AnsiConsole.WriteLine(line);
    }

    private static string Metrics(IEnumerable<KeyValuePair<string, double>> metrics) =>
        string.Concat(metrics.Select(pair => Line.Of($"  {pair.Key} {pair.Value:F4}")));
}
