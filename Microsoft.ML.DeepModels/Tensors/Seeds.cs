namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>
/// Independent random streams from one seed: initialisation, dropout, shuffles and so on each draw from a stream of their
/// own, so that using more of one never changes another.
/// </summary>
internal static class Seeds
{
    /// <summary>The seed of a named stream: FNV-1a over the name, mixed with the seed by SplitMix64's finaliser.</summary>
    public static ulong Derive(ulong seed, string stream)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in stream) hash = (hash ^ c) * 1099511628211;
        return Mix(Mix(seed) ^ hash);
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014): every bit of the input moves every bit of the output.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
