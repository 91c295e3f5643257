using Microsoft.ML.DeepModels.Persistence.Pickling;
using ScalarType = TorchSharp.torch.ScalarType;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>Collects the storages that a file of torch.save refers to, each of which has one type and one length.</summary>
internal sealed class TorchStorages
{
    private readonly Dictionary<string, ScalarType?> _types = [];
    private readonly Dictionary<string, long> _lengths = [];

    /// <summary>The type of the values by key; null for bytes.</summary>
    public IReadOnlyDictionary<string, ScalarType?> Types => _types;

    /// <summary>The length in bytes by key.</summary>
    public IReadOnlyDictionary<string, long> Lengths => _lengths;

    /// <param name="reference">('storage', type, key, device, number of values), in the older format followed by None or, for a storage within another one, by (key, offset, number of values)</param>
    /// <exception cref="InvalidDataException">It is something else, or contradicts what came before.</exception>
    public PickledStorage Of(object? reference)
    {
        if (reference is not object?[] parts || parts is not ["storage", PickleClass storage, string key, string, long count, ..] || count < 0 || !storage.Name.EndsWith("Storage", StringComparison.Ordinal))
            throw new InvalidDataException($"It refers to a storage by {PickleKinds.Of(reference)}; expected its type, key, device and number of values.");
        long size = storage.Type is { } type ? StoredTensor.SizeOf(type) ?? 1 : 1;
        if (count > long.MaxValue / size) throw new InvalidDataException($"Storage '{key}' claims {count} values, which no file has.");
        if (_lengths.TryAdd(key, count * size)) _types.Add(key, storage.Type);
        else if (_lengths[key] != count * size || _types[key] != storage.Type) throw new InvalidDataException($"It refers to storage '{key}' twice, by different types or lengths: the file is damaged.");
        switch (parts)
        {
            case [_, _, _, _, _] or [_, _, _, _, _, null]:
                return new PickledStorage(key, storage.Type, 0, count);
            case [_, _, _, _, _, object?[] and [_, long offset and >= 0, long part and >= 0]] when offset <= count && part <= count - offset:
                return new PickledStorage(key, storage.Type, offset, part);
            default:
                throw new InvalidDataException($"It refers to a part of storage '{key}' that is not within it: the file is damaged.");
        }
    }
}
