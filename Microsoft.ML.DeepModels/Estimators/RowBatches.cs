using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;
using Device = TorchSharp.torch.Device;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>The rows of a view in batches, in their order, once: to measure a model on them.</summary>
internal static class RowBatches
{
    /// <param name="data">the rows</param>
    /// <param name="reader">of their features</param>
    /// <param name="condition">the label under which the model learned; null: none</param>
    /// <param name="labels">the reader of that label; null: none</param>
    /// <param name="batchSize">rows of a batch</param>
    /// <param name="device">where the batches are to be</param>
    /// <returns>whoever enumerates disposes the batches</returns>
    /// <exception cref="InvalidOperationException">A row cannot be read, or its label is missing or never came in training.</exception>
    public static IEnumerable<Batch> Read(IDataView data, FeatureReader reader, ConditionColumn? condition, TargetReader? labels, int batchSize, Device device)
    {
        using var cursor = data.GetRowCursor(reader.Columns.Concat(labels?.Columns ?? []));
        var features = reader.Bind(cursor);
        var targets = labels?.Bind(cursor);
        var store = RowStore.Create(reader.Layout, batchSize);
        var builder = new BatchBuilder(reader.Layout, labels, device);
        int[] slots = [.. Enumerable.Range(0, batchSize)];
        int count = 0;
        while (cursor.MoveNext())
        {
            if (features.Read(store, count) is { } fault)
                throw new InvalidOperationException($"Bad input in {fault}. Correct or remove the row.", fault.Cause);
            if (targets is not null)
            {
                if (!targets.TryRead(out var target, out _) || !condition!.IsKnown(target.Class))
                {
                    throw new InvalidOperationException($"Bad input in row {cursor.Position} (the first is 0), column '{labels!.LabelName}': " +
                        "the label is missing or never came in training. Correct or remove the row.");
                }
                store.TargetOf(count) = target;
            }
            if (++count < batchSize) continue;
            yield return builder.Build(store, slots);
            count = 0;
        }
        if (count > 0) yield return builder.Build(store, slots.AsSpan(0, count));
    }
}
