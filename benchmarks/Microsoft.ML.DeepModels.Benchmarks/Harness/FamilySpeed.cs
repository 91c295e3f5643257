using System.Globalization;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Benchmarks.Harness;

/// <summary>The speed of a family's reference network: the bare loop, a Fit from a data view, and bulk scoring.</summary>
internal static class FamilySpeed
{
    /// <summary>libtorch's threads on PyTorch's side, and the most on ours.</summary>
    public const int Threads = 2;

    /// <param name="reference">the network and its data</param>
    /// <param name="args">the number of rounds, if not 5</param>
    public static int Run(ReferenceCase reference, string[] args)
    {
        int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        torch.set_num_threads(reference.Threads);
        using var pyTorch = new PyTorch(reference.Name + ".py", Threads);
        Console.WriteLine($"reference network, batch {ReferenceCase.BatchSize}, {reference.Threads} threads, against PyTorch {pyTorch.Version}; ratios above 1: ours is faster");

        using var loop = new BareLoop(reference);
        using var views = new ViewRuns(reference);
        (int train, int fit, int score) = reference.Passes;
        Ratio.Measure(reference.Name + "-train", rounds, () => loop.SamplesPerSecond(train), () => Theirs(train, "train"));
        Ratio.Measure(reference.Name + "-end-to-end", rounds, () => views.FitSamplesPerSecond(fit), () => loop.SamplesPerSecond(fit));
        if (score > 0) Ratio.Measure(reference.Name + "-score", rounds, () => views.ScoreRowsPerSecond(score), () => Theirs(score, "score"));
        return 0;

        double Theirs(int passes, string command) => passes * reference.Rows / pyTorch.Seconds(command, passes);
    }
}
