using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Batching;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>The margins of split conformal prediction: how far the forecasts of windows that training did not see were off, at each step of the horizon.</summary>
internal static class ConformalCalibration
{
    // 20 * 0.95 is 19 and not a little more.
    private const double Rounding = 1e-9;

    /// <param name="network">has not seen the windows</param>
    /// <param name="windows">to calibrate with</param>
    /// <param name="builder">of their store</param>
    /// <param name="batchSize">the windows of one forward pass</param>
    /// <param name="level">the part of the errors within the margins, in (0, 1)</param>
    /// <param name="cancel">looked at before each batch</param>
    /// <returns>for each step the margin in scaled units</returns>
    public static float[] Margins(NetworkModel network, SeriesWindows windows, WindowBuilder builder, int batchSize, double level, CancellationToken cancel)
    {
        int horizon = network.OutputWidth, row = 0;
        var errors = new float[horizon][];
        for (int step = 0; step < horizon; step++) errors[step] = new float[windows.Count];
        float[] outputs = new float[Math.Min(batchSize, windows.Count) * horizon];
        foreach (var next in windows.Read(builder, batchSize, shuffle: null, cancel))
        {
            using var batch = next;
            network.Score(batch, outputs.AsSpan(0, batch.Count * horizon));
            using var scope = torch.NewDisposeScope();
            var labels = MemoryMarshal.Cast<byte, float>(batch.Labels!.cpu().bytes);
            for (int i = 0; i < batch.Count; i++, row++)
                for (int step = 0; step < horizon; step++) errors[step][row] = Math.Abs(labels[i * horizon + step] - outputs[i * horizon + step]);
        }
        return [.. errors.Select(each => Quantile(each, level))];
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
