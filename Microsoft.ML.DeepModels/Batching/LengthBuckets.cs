namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Puts rows of like length into one batch, so that little of it is padding. Only rows of a few batches are sorted together and those
/// batches come in random order, so that every epoch has other batches.
/// </summary>
internal static class LengthBuckets
{
    /// <summary>The number of batches whose rows are sorted together.</summary>
    public const int Batches = 8;

    /// <param name="slots">shuffled; rearranged in place</param>
    /// <param name="batchSize">rows of one batch</param>
    /// <param name="length">of the row in a slot</param>
    /// <param name="shuffler">for the order of the batches</param>
    public static void Arrange(Span<int> slots, int batchSize, Func<int, int> length, ref Shuffler shuffler)
    {
        for (int start = 0; start < slots.Length; start += Batches * batchSize)
        {
            Span<int> rows = slots[start..Math.Min(slots.Length, start + Batches * batchSize)];
            // Rows of equal length keep their shuffled order, whatever the sort does.
            var keys = new (int Length, int Order)[rows.Length];
            for (int i = 0; i < rows.Length; i++) keys[i] = (length(rows[i]), i);
            keys.AsSpan().Sort(rows);
            // The last batch may be short: it stays the last.
            int whole = rows.Length / batchSize;
            if (whole < 2) continue;
            int[] order = [.. Enumerable.Range(0, whole)];
            shuffler.Shuffle(order);
            int[] sorted = rows.ToArray();
            for (int i = 0; i < whole; i++) sorted.AsSpan(order[i] * batchSize, batchSize).CopyTo(rows[(i * batchSize)..]);
        }
    }
}
