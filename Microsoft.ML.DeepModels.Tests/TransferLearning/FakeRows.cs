using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.TransferLearning;

/// <summary>Rows that are their own numbers, in batches.</summary>
internal sealed class FakeRows(int count)
{
    /// <summary>Batches of (rows, 2) features, each half of the row's number, with the number as its label.</summary>
    public NetworkBatches Batches(int size) => new(_ => Read(size), _ => Read(size), null);

    /// <summary>The rows that came, by their labels, checked against their features.</summary>
    public List<int> Seen(IEnumerable<Batch> batches)
    {
        var seen = new List<int>();
        foreach (var batch in batches)
        {
            using (batch)
            {
                Assert.AreEqual(1, batch.LayersDone);
                CollectionAssert.AreEqual(new long[] { batch.Count, 4 }, batch.Features.shape);
                var labels = MemoryMarshal.Cast<byte, long>(batch.Labels!.bytes);
                var features = MemoryMarshal.Cast<byte, float>(batch.Features.bytes);
                for (int i = 0; i < batch.Count; i++)
                {
                    Assert.AreEqual(labels[i], features[4 * i + 3], 1e-6f);
                    seen.Add((int)labels[i]);
                }
            }
        }
        return seen;
    }

    private IEnumerable<Batch> Read(int size)
    {
        for (int start = 0; start < count; start += size)
        {
            long[] rows = [.. Enumerable.Range(start, Math.Min(size, count - start)).Select(row => (long)row)];
            float[] halves = [.. rows.SelectMany(row => new[] { row / 2f, row / 2f })];
            yield return new Batch(tensor(halves).reshape(rows.Length, 2).DetachFromDisposeScope(), tensor(rows).DetachFromDisposeScope());
        }
    }
}
