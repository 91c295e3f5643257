using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Microsoft.ML.DeepModels.Persistence.Pickling;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>
/// The format of torch.save before version 1.6, which many published files have: five pickled values one after the other (a magic number, the version of the format, the system, the content, and the keys of the storages),
/// then for each key the number of values and the values, lowest bytes first.
/// </summary>
internal static class TorchStreamFile
{
    private const long Version = 1001;

    private static readonly BigInteger s_magic = BigInteger.Parse("1950A86A20F9469CFC6C", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <exception cref="InvalidDataException">It is another kind of pickled data, damaged, or has something that is not read.</exception>
    public static List<StoredTensor> Read(FileBytes bytes)
    {
        using var stream = bytes.ToStream();
        var storages = new TorchStorages();

        object? Next() => new Unpickler(stream, storages.Of).Read();

        if (Next() is not BigInteger magic || magic != s_magic) throw new InvalidDataException("It is pickled data, but not a file of torch.save: it does not begin with torch's magic number.");
        if (Next() is not Version) throw new InvalidDataException($"It is of another version than {Version} of torch's older format.");
        Next(); // the sizes of C's types where it was written; storages do not depend on them
        object? content = Next();
        if (Next() is not List<object?> keys) throw new InvalidDataException("The keys of its storages are missing: the file is damaged.");
        var stored = new Dictionary<string, StoredBytes>();
        long at = stream.Position;
        Span<byte> number = stackalloc byte[8];
        foreach (object? key in keys)
        {
            if (key is not string text || !storages.Types.TryGetValue(text, out var type) || !storages.Lengths.TryGetValue(text, out long length) || stored.ContainsKey(text))
                throw new InvalidDataException("The keys of its storages are not those that its tensors refer to: the file is damaged.");
            bytes.Slice(at, 8, $"The number of values of storage '{text}'").Read(0, number);
            long count = BinaryPrimitives.ReadInt64LittleEndian(number);
            long size = type is { } known ? StoredTensor.SizeOf(known) ?? 1 : 1;
            if (count != length / size) throw new InvalidDataException($"Storage '{text}' has {count} values, expected {length / size}: the file is damaged.");
            stored.Add(text, bytes.Slice(at + 8, length, $"Storage '{text}'"));
            at += 8 + length;
        }
        if (storages.Lengths.Keys.FirstOrDefault(key => !stored.ContainsKey(key)) is { } missing)
            throw new InvalidDataException($"Storage '{missing}', which its tensors refer to, is missing: the file is damaged.");
        return [.. TorchContent.TensorsOf(content).Select(t => new StoredTensor(new StateTensor(t.Name, t.Tensor.Type, t.Tensor.Shape), stored[t.Tensor.Key], t.Tensor.Offset, t.Tensor.Strides))];
    }
}
