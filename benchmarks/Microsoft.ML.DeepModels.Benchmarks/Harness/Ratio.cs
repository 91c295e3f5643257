using Microsoft.ML.DeepModels.Examples.Display;

namespace Microsoft.ML.DeepModels.Benchmarks.Harness;

/// <summary>Compares two ways of doing one thing: round by round, one right after the other, so that both meet the same machine.</summary>
internal static class Ratio
{
    /// <summary>Runs rounds and prints their line; above 1 means that ours is faster.</summary>
    /// <param name="name">of the line</param>
    /// <param name="rounds">how often each side is measured</param>
    /// <param name="ours">does the work once and returns its speed</param>
    /// <param name="theirs">likewise, at least as much work</param>
    public static double Measure(string name, int rounds, Func<double> ours, Func<double> theirs)
    {
        ours(); // once each, not counted: both are warm from here on
        theirs();
        var ratios = new List<double>(rounds);
        for (int round = 0; round < rounds; round++)
        {
            // The first place goes round: a machine that warms up favours neither side.
            double first = round % 2 == 0 ? ours() : theirs();
            double second = round % 2 == 0 ? theirs() : ours();
            (double mine, double other) = round % 2 == 0 ? (first, second) : (second, first);
            ratios.Add(mine / other);
            Console.WriteLine(Line.Of($"  {name} round {round + 1}: {mine:F1}/s against {other:F1}/s"));
        }
        ratios.Sort();
        double median = (ratios[(rounds - 1) / 2] + ratios[rounds / 2]) / 2;
        Console.WriteLine(Line.Named("RATIO " + name, ("median", Math.Round(median, 3)), ("min", Math.Round(ratios[0], 3)),
            ("max", Math.Round(ratios[^1], 3)), ("rounds", rounds)));
        return median;
    }
}
