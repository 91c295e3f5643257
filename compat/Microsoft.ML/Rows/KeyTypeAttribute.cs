using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Makes a key of an unsigned number: the member holds indices from 0, the column keys from 1.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class KeyTypeAttribute : Attribute
{
    public KeyTypeAttribute() => throw Contracts.ExceptNotSupp("Using KeyType without the Count parameter is not supported");
    public KeyTypeAttribute(ulong count) => KeyCount = new(count);

    internal KeyCount KeyCount { get; }
}
