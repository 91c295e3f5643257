using Microsoft.ML.DeepModels.Benchmarks.Transfer;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Benchmarks.Accuracy;

/// <summary>Whether backbones compute what torchvision's networks compute, and what transfer is worth on real photographs.</summary>
internal static class TransferAccuracy
{
    private const string CifarFolder = "../shared/data/cifar10", HymenopteraFolder = "../shared/data/hymenoptera";
    private static readonly string[] s_names = ["backbones", "hymenoptera", "weights", "cifar10"];

    /// <param name="args">backbones, cifar10, hymenoptera, weights; none: all. After backbones the names of some of them</param>
    public static int Run(string[] args)
    {
        torch.set_num_threads(2);
        if (args is ["backbones", .. var some]) return BackboneAccuracy.Run(some);
        string[] names = args.Length > 0 ? args : s_names;
        if (names.FirstOrDefault(name => !s_names.Contains(name)) is { } unknown)
        {
            Console.Error.WriteLine($"error: there is no measurement '{unknown}'; there are {string.Join(", ", s_names)}.");
            return 2;
        }
        int result = 0;
        foreach (string name in names)
        {
            torch.set_num_threads(name == "cifar10" ? 1 : 2); // its steps are too short to be worth sharing
            result = Math.Max(result, name switch
            {
                "backbones" => BackboneAccuracy.Run([]),
                "cifar10" when !Directory.Exists(CifarFolder) => Skipped($"cifar10, its folder is not {CifarFolder}"),
                "cifar10" => CifarTransfer.Run(CifarFolder),
                "hymenoptera" when !Directory.Exists(HymenopteraFolder) => Skipped($"hymenoptera, its folder is not {HymenopteraFolder}"),
                "hymenoptera" => HymenopteraTransfer.Run(HymenopteraFolder),
                _ => WeightReading.Run()
            });
        }
        return result;
    }

    /// <summary>Says what is left out and why.</summary>
    public static int Skipped(string what)
    {
        Console.WriteLine($"skipped: {what}");
        return 0;
    }
}
