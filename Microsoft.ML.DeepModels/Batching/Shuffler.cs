using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Random orders that follow from a seed alone, on every machine and runtime.</summary>
internal struct Shuffler(ulong seed)
{
    private RandomStream _random = new(seed);

    /// <summary>A number from 0 and below <paramref name="bound"/>.</summary>
    public int Next(int bound) => _random.Next(bound);

    /// <summary>Fisher and Yates: every order is as likely as every other.</summary>
    public void Shuffle(Span<int> values) => PickToEnd(values, values.Length);

    /// <summary>Moves a random choice of <paramref name="count"/> values, in random order, to the end.</summary>
    public void PickToEnd(Span<int> values, int count)
    {
        for (int i = values.Length - 1; i >= values.Length - count; i--)
        {
            int j = Next(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
