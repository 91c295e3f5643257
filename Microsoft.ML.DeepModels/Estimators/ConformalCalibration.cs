using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Batching;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The margins of conformal prediction: how far the forecasts of windows that training did not see were off, at each step of the horizon. Collects the
/// errors of one network after another.
/// </summary>
/// <param name="horizon">the number of steps</param>
/// <param name="final">makes the windows of the model that is to have the margins: they are in its scaled units</param>
internal sealed class ConformalCalibration(int horizon, WindowBuilder final)
{
    // 20 * 0.95 is 19 and not a little more.
    private const double Rounding = 1e-9;

    private readonly List<float>[] _errors = [.. Enumerable.Range(0, horizon).Select(_ => new List<float>())];

    /// <summary>The number of windows so far.</summary>
    public int Count => _errors[0].Count;

    /// <param name="network">has not seen the windows</param>
    /// <param name="windows">to calibrate with</param>
    /// <param name="builder">of their store, with the scales of the network</param>
    /// <param name="batchSize">the windows of one forward pass</param>
    /// <param name="cancel">looked at before each batch</param>
    public void Add(NetworkModel network, SeriesWindows windows, WindowBuilder builder, int batchSize, CancellationToken cancel)
    {
        int row = 0;
        float[] outputs = new float[Math.Min(batchSize, windows.Count) * horizon];
        foreach (var next in windows.Read(builder, batchSize, shuffle: null, cancel))
        {
            using var batch = next;
            network.Score(batch, outputs.AsSpan(0, batch.Count * horizon));
            using var scope = torch.NewDisposeScope();
            var labels = MemoryMarshal.Cast<byte, float>(batch.Labels!.cpu().bytes);
            for (int i = 0; i < batch.Count; i++, row++)
            {
                double unit = builder.Scale(windows.All[row]).Unit / final.Scale(windows.All[row]).Unit;
                for (int step = 0; step < horizon; step++) _errors[step].Add((float)(unit * Math.Abs(labels[i * horizon + step] - outputs[i * horizon + step])));
            }
        }
    }

    /// <param name="level">the part of the errors within the margins, in (0, 1)</param>
    /// <returns>for each step the margin in scaled units</returns>
    public float[] Margins(double level) => [.. _errors.Select(each => Quantile([.. each], level))];

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
