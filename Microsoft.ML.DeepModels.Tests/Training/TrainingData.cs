using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Training;

/// <summary>Tiny seeded sets, made batch by batch as a reader would.</summary>
internal static class TrainingData
{
    /// <summary>y = 2 a - 3 b + 0.5, with a and b in [-1, 1]; labels are (batch).</summary>
    public static IEnumerable<Batch> Line(int batches = 8, int batchSize = 16, int seed = 1)
    {
        var random = new Random(seed);
        for (int i = 0; i < batches; i++)
        {
            var features = Draw(random, batchSize * 2);
            var labels = Enumerable.Range(0, batchSize).Select(r => 2 * features[2 * r] - 3 * features[2 * r + 1] + 0.5f).ToArray();
            yield return new Batch(tensor(features, [batchSize, 2]), tensor(labels));
        }
    }

    /// <summary>Three classes: which of three numbers in [-1, 1] is the largest.</summary>
    public static IEnumerable<Batch> Largest(int batches = 8, int batchSize = 16, int seed = 1)
    {
        var random = new Random(seed);
        for (int i = 0; i < batches; i++)
        {
            var features = Draw(random, batchSize * 3);
            var labels = Enumerable.Range(0, batchSize)
                .Select(r => (long)Enumerable.Range(0, 3).MaxBy(c => features[3 * r + c])).ToArray();
            yield return new Batch(tensor(features, [batchSize, 3]), tensor(labels));
        }
    }

    private static float[] Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
}
