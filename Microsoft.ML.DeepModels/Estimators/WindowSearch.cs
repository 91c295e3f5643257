using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Finds the windows to train with; refuses or leaves out what cannot be used, and says so.</summary>
/// <param name="options">checked settings</param>
/// <param name="reader">that read the rows</param>
/// <param name="store">the rows</param>
/// <param name="shape">the size of windows and targets</param>
internal sealed class WindowSearch(ForecastingTrainerOptions options, SeriesReader reader, SeriesStore store, WindowShape shape)
{
    private long Needed => (long)shape.WindowSize + shape.Lag + shape.Horizon;

    /// <exception cref="InvalidOperationException">There is no window, or a row cannot be used and is not to be skipped.</exception>
    public SeriesWindows Run(IChannel channel)
    {
        if (store.RowCount == 0) throw new InvalidOperationException("The training set has no rows, so there is nothing to learn from.");
        var fault = reader.FirstFault(store);
        if (fault is not null && options.BadRows == BadRowHandling.Throw) throw fault.ToException();
        CheckLengths(channel);
        long future = store.Series.Sum(series => (long)series.Count - series.Length);
        if (future > 0)
            channel.Info(MessageSensitivity.None, $"{future} rows at the end of series have no value in column '{options.InputColumnName}': they are taken as the future.");
        var windows = SeriesWindows.Find(store, shape, options.LogTransform, out int left);
        if (store.RowsWithoutSeries > 0)
        {
            channel.Warning(MessageSensitivity.UserData,
                $"{store.RowsWithoutSeries} rows were skipped because their series in column '{options.SeriesColumnName}' is missing; the first: row {store.FirstWithoutSeries} (the first is 0).");
        }
        if (windows.Count == 0)
            throw new InvalidOperationException($"All {left} windows have rows that cannot be used; the first: {fault}. Correct or remove such rows, or use a smaller window.");
        if (left > 0)
            channel.Warning(MessageSensitivity.UserData, $"{left} windows of {left + windows.Count} were left out because of rows that cannot be used; the first: {fault}.");
        return windows;
    }

    private void CheckLengths(IChannel channel)
    {
        var tooShort = store.Series.Where(series => series.Length < Needed).ToList();
        if (tooShort.Count == 0 && store.Series.Count > 0) return;
        string needed = $"but a window of {shape.WindowSize} (WindowSize){(shape.Lag > 0 ? $", the season of {shape.Lag} before it (Seasonality)" : "")} and a horizon of {shape.Horizon} (Horizon) need at least {Needed}";
        if (tooShort.Count == store.Series.Count)
        {
            var longest = store.Series.MaxBy(series => series.Length);
            string what = options.SeriesColumnName is null ? $"The series has {longest?.Length ?? 0} values"
                : longest is null ? "No row tells its series"
                : $"All {store.Series.Count} series are too short: the longest, '{longest.Name}', has {longest.Length} values";
            throw new InvalidOperationException($"{what}, {needed}. Give more rows, or a smaller window or horizon.");
        }
        channel.Warning(MessageSensitivity.UserData,
            $"{tooShort.Count} of {store.Series.Count} series are too short to learn from; the first, '{tooShort[0].Name}', has {tooShort[0].Length} values, {needed}.");
    }
}
