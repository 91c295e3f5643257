using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Random choices that follow from a seed alone, on every machine and runtime: SplitMix64.</summary>
internal struct Shuffler(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number below <paramref name="bound"/>; with 64 bits against 31 its bias is below 2^-33.</summary>
    public int Next(int bound) => (int)Math.BigMul(NextBits(), (ulong)bound, out _);

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

    private ulong NextBits()
    {
        ulong bits = Seeds.Mix(_state);
        _state += 0x9E3779B97F4A7C15;
        return bits;
    }
}
