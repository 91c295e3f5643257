namespace Microsoft.ML.Data;

/// <summary>The number of keys, where it is known.</summary>
public sealed class KeyCount
{
    public ulong? Count;

    public KeyCount() { }
    public KeyCount(ulong count) => Count = count;
}
