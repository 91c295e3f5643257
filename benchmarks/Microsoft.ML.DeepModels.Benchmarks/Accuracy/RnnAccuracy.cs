using Microsoft.ML.DeepModels.Examples.SequenceData;
using Microsoft.ML.DeepModels.Examples.SeriesData;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Benchmarks.Accuracy;

/// <summary>How right recurrent networks are: on speakers, on real digits read row by row, and in forecasting airline passengers.</summary>
internal static class RnnAccuracy
{
    private const string MnistFolder = "../shared/data/mnist", SequenceFolder = "../shared/data/sequences";

    /// <param name="args">japanese-vowels, mnist, air-passengers; none: all</param>
    public static int Run(string[] args)
    {
        torch.set_num_threads(1); // steps are too short to be worth sharing
        string[] names = args.Length > 0 ? args : ["japanese-vowels", "mnist", "air-passengers"];
        foreach (string name in names)
        {
            switch (name)
            {
                case "japanese-vowels" when !Directory.Exists(SequenceFolder):
                case "air-passengers" when !Directory.Exists(SequenceFolder):
                    Console.WriteLine($"skipped: {name}, its files are not in {SequenceFolder}");
                    break;
                case "mnist" when !Directory.Exists(MnistFolder):
                    Console.WriteLine($"skipped: mnist, its four files are not in {MnistFolder}");
                    break;
                case "japanese-vowels":
                    SequenceAccuracy.JapaneseVowels(SequenceDataSet.FromFolder(SequenceFolder));
                    break;
                case "mnist":
                    SequenceAccuracy.Mnist(SequenceDataSet.FromFolder(MnistFolder));
                    break;
                case "air-passengers":
                    ForecastAccuracy.AirPassengers(CsvSeries.Read(Path.Combine(SequenceFolder, "Airline.csv")));
                    break;
                default:
                    Console.Error.WriteLine($"error: there is no data set '{name}'; there are japanese-vowels, mnist and air-passengers.");
                    return 2;
            }
        }
        return 0;
    }
}
