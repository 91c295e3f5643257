using System.Globalization;
using Microsoft.ML.DeepModels.Benchmarks.Harness;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Benchmarks.Cnn;

/// <summary>The speed of the reference network: the bare loop, a Fit from a data view, and bulk scoring.</summary>
internal static class CnnSpeed
{
    private const int Threads = 2, TrainEpochs = 2;

    /// <param name="args">the number of rounds, if not 5</param>
    public static int Run(string[] args)
    {
        int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        torch.set_num_threads(Threads);
        using var pyTorch = new PyTorch("cnn.py", Threads);
        Console.WriteLine($"reference network, batch {ReferenceCase.BatchSize}, {Threads} threads, against PyTorch {pyTorch.Version}; ratios above 1: ours is faster");

        using var loop = new BareLoop();
        Ratio.Measure("cnn-train", rounds, () => loop.SamplesPerSecond(TrainEpochs), () => TrainedBy(pyTorch));

        using var views = new ViewRuns();
        Ratio.Measure("cnn-end-to-end", rounds, views.FitSamplesPerSecond, () => loop.SamplesPerSecond(ViewRuns.Epochs));
        Ratio.Measure("cnn-score", rounds, views.ScoreRowsPerSecond, () => ScoredBy(pyTorch));
        return 0;
    }

    private static double TrainedBy(PyTorch pyTorch)
    {
        const int steps = TrainEpochs * ReferenceCase.Rows / ReferenceCase.BatchSize;
        return steps * ReferenceCase.BatchSize / pyTorch.Seconds("train", steps);
    }

    private static double ScoredBy(PyTorch pyTorch) => ViewRuns.ScoredRows / pyTorch.Seconds("score", ViewRuns.ScoredRows);
}
