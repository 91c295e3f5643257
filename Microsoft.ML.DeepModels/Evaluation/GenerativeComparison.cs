using TorchSharp;

namespace Microsoft.ML.DeepModels.Evaluation;

/// <summary>Compares generated rows with real ones.</summary>
internal static class GenerativeComparison
{
    /// <param name="generated">at least 2 rows, and more than <paramref name="neighbours"/></param>
    /// <param name="real">the same, of the same width and centre</param>
    /// <param name="realPairs">the neighbourhoods of <paramref name="real"/></param>
    /// <param name="neighbours">which neighbour the radius of a row reaches</param>
    /// <param name="checkAlive">throws when nobody waits any more</param>
    public static GenerativeMetrics Compare(SampleSet generated, SampleSet real, Neighbourhoods realPairs, int neighbours, Action checkAlive)
    {
        using var scope = torch.NewDisposeScope();
        using var generatedPairs = Neighbourhoods.Of(generated, neighbours, checkAlive);
        var looksReal = torch.zeros([generated.Count], torch.ScalarType.Bool, real.Points.device);
        var covered = torch.zeros([real.Count], torch.ScalarType.Bool, real.Points.device);
        double kernels = PairBlocks.Visit(generated, real, PairBlocks.Slack, (row, column, distances) =>
        {
            long rows = distances.shape[0], columns = distances.shape[1];
            var nearReal = distances.le(realPairs.SquaredRadii.narrow(0, column, columns)); // (rows, columns)
            looksReal.narrow(0, row, rows).logical_or_(nearReal.any(1));
            var nearGenerated = distances.le(generatedPairs.SquaredRadii.narrow(0, row, rows).unsqueeze(1));
            covered.narrow(0, column, columns).logical_or_(nearGenerated.any(0));
        }, checkAlive);
        double kernelMean = kernels / ((double)generated.Count * real.Count);
        checkAlive();
        return new GenerativeMetrics
        {
            FrechetDistance = FrechetDistance.Between(generated.Points, real.Points),
            KernelDistance = generatedPairs.KernelMean + realPairs.KernelMean - 2 * kernelMean,
            Precision = looksReal.sum().item<long>() / (double)generated.Count,
            Recall = covered.sum().item<long>() / (double)real.Count,
            GeneratedCount = generated.Count,
            RealCount = real.Count
        };
    }
}
