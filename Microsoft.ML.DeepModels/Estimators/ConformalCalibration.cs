using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Batching;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The margins of conformal prediction: how far the forecasts of windows that training did not see were off, at each step of the horizon. Collects the
/// errors of one network after another, as levels: each network has scales of its own.
/// </summary>
/// <param name="horizon">the number of steps</param>
internal sealed class ConformalCalibration(int horizon)
{
    // 20 * 0.95 is 19 and not a little more.
    private const double Rounding = 1e-9;

    private readonly List<SeriesWindow> _windows = [];
    private readonly List<double>[] _errors = [.. Enumerable.Range(0, horizon).Select(_ => new List<double>())];

    /// <summary>The number of windows so far.</summary>
    public int Count => _windows.Count;

    /// <summary>Adds the errors of a network. Nothing cancels it: it takes a small part of the time of training.</summary>
    /// <param name="network">has not seen the windows</param>
    /// <param name="windows">to calibrate with</param>
    /// <param name="builder">of their store, with the scales of the network</param>
    /// <param name="batchSize">the windows of one forward pass</param>
    /// <exception cref="InvalidOperationException">A forecast is not finite.</exception>
    public void Add(NetworkModel network, SeriesWindows windows, WindowBuilder builder, int batchSize)
    {
        int row = 0;
        float[] outputs = new float[Math.Min(batchSize, windows.Count) * horizon];
        foreach (var next in windows.Read(builder, batchSize, shuffle: null, CancellationToken.None))
        {
            using var batch = next;
            network.Score(batch, [], outputs.AsSpan(0, batch.Count * horizon));
            using var scope = torch.NewDisposeScope();
            var labels = MemoryMarshal.Cast<byte, float>(batch.Labels!.cpu().bytes);
            for (int i = 0; i < batch.Count; i++, row++)
                Add(windows.All[row], outputs.AsSpan(i * horizon, horizon), labels.Slice(i * horizon, horizon), builder.Scale(windows.All[row]).Unit);
        }
    }

    /// <summary>Adds the errors of one window.</summary>
    /// <param name="window">the window</param>
    /// <param name="outputs">its forecasts</param>
    /// <param name="labels">what came</param>
    /// <param name="unit">of both</param>
    /// <exception cref="InvalidOperationException">A forecast is not finite.</exception>
    public void Add(SeriesWindow window, ReadOnlySpan<float> outputs, ReadOnlySpan<float> labels, double unit)
    {
        _windows.Add(window);
        for (int step = 0; step < horizon; step++)
        {
            double error = unit * Math.Abs((double)labels[step] - outputs[step]);
            // In a sorted list NaN would come first, as if it were no error at all.
            if (!double.IsFinite(error))
                throw new InvalidOperationException("The network's forecasts of the calibration windows are not finite: training went wrong. Lower LearningRate.");
            _errors[step].Add(error);
        }
    }

    /// <param name="level">the part of the errors within the margins, in (0, 1)</param>
    /// <param name="builder">of the store, with the scales of the model that is to have the margins</param>
    /// <returns>for each step the margin in that model's scaled units</returns>
    public float[] Margins(double level, WindowBuilder builder)
    {
        double[] units = [.. _windows.Select(window => builder.Scale(window).Unit)];
        return [.. _errors.Select(each => Quantile([.. each.Zip(units, (error, unit) => (float)(error / unit))], level))];
    }

    /// <summary>
    /// The error of rank ceil((n + 1) * level): a further one, exchangeable with these, is at most that large with at least that probability. The
    /// largest where there are too few.
    /// </summary>
    public static float Quantile(float[] errors, double level)
    {
        Array.Sort(errors);
        return errors[Math.Min(errors.Length, Rank(errors.Length, level)) - 1];
    }

    /// <summary>The number of windows from which a level can be held.</summary>
    public static int Needed(double level) => Math.Max(1, (int)Math.Ceiling(level / (1 - level) - Rounding));

    private static int Rank(int count, double level) => Math.Max(1, (int)Math.Ceiling((count + 1) * level - Rounding));
}
