using System.Globalization;
using Microsoft.ML.DeepModels.Benchmarks.Harness;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Benchmarks.Cnn;

/// <summary>The speed of the reference network: the bare loop, a Fit from a data view, and bulk scoring.</summary>
internal static class CnnSpeed
{
    private const int Rounds = 5;

    /// <param name="args">the number of threads of both sides, if not 2</param>
    public static int Run(string[] args)
    {
        int threads = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2;
        torch.set_num_threads(threads);
        using var pyTorch = new PyTorch("cnn.py", threads);
        Console.WriteLine($"reference network, batch {ReferenceCase.BatchSize}, {threads} threads, against PyTorch {pyTorch.Version}; ratios above 1: ours is faster");

        using var loop = new BareLoop();
        Ratio.Measure("cnn-train", Rounds, () => loop.SamplesPerSecond(1), () => TrainedBy(pyTorch));

        using var views = new ViewRuns();
        Ratio.Measure("cnn-end-to-end", Rounds, views.FitSamplesPerSecond, () => loop.SamplesPerSecond(ViewRuns.Epochs));
        Ratio.Measure("cnn-score", Rounds, views.ScoreRowsPerSecond, () => ScoredBy(pyTorch));
        return 0;
    }

    private static double TrainedBy(PyTorch pyTorch)
    {
        const int steps = ReferenceCase.Rows / ReferenceCase.BatchSize;
        return steps * ReferenceCase.BatchSize / pyTorch.Seconds("train", steps);
    }

    private static double ScoredBy(PyTorch pyTorch) => ReferenceCase.Rows / pyTorch.Seconds("score", ReferenceCase.Rows);
}
