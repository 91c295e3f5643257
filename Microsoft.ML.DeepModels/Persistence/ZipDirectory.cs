using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>
/// The directory of a zip file (PKWARE's APPNOTE, with its 64-bit records): where each entry lies, so that stored ones can be read at any place, straight into a tensor. Nothing in it is believed before
/// it is held against the file's length.
/// </summary>
internal sealed class ZipDirectory
{
    // A directory of names and places; a million entries take about 100 MB.
    private const long MaximumLength = 64 << 20;

    private const int EndLength = 22, LocatorLength = 20, End64Length = 56, EntryLength = 46, HeaderLength = 30, LongestComment = ushort.MaxValue;
    private const uint EndSignature = 0x06054B50, LocatorSignature = 0x07064B50, End64Signature = 0x06064B50, EntrySignature = 0x02014B50, HeaderSignature = 0x04034B50;

    private readonly FileBytes _file;
    private readonly Dictionary<string, Entry> _entries = [];

    /// <exception cref="InvalidDataException">It has none, or a damaged one.</exception>
    public ZipDirectory(FileBytes file)
    {
        _file = file;
        var (start, length) = FindDirectory();
        if (length > MaximumLength) throw new InvalidDataException($"The zip file's directory claims {length} bytes; at most {MaximumLength} are read.");
        var bytes = file.Slice(start, length, "The zip file's directory"); // before memory is taken for it
        var directory = new byte[length];
        bytes.Read(0, directory);
        ReadOnlySpan<byte> rest = directory;
        while (rest.Length >= EntryLength && BinaryPrimitives.ReadUInt32LittleEndian(rest) == EntrySignature) rest = rest[ReadEntry(rest)..];
        if (rest.Length > 0) throw Damaged($"{rest.Length} bytes of its directory are no entry");
    }

    /// <summary>The names of all entries, with slashes between folders.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>The content of an entry; null where there is none of that name.</summary>
    /// <exception cref="InvalidDataException">It lies outside of the file, or is compressed or encrypted in a way that is not read.</exception>
    public StoredBytes? Find(string name)
    {
        if (!_entries.TryGetValue(name, out var entry)) return null;
        if ((entry.Flags & 1) != 0) throw new InvalidDataException($"The entry '{name}' of the zip file is encrypted; save it without a password.");
        Span<byte> header = stackalloc byte[HeaderLength];
        _file.Slice(entry.Place, HeaderLength, $"The header of the zip file's entry '{name}'").Read(0, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != HeaderSignature) throw Damaged($"there is no entry '{name}' at byte {entry.Place}");
        long data = entry.Place + HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        var bytes = _file.Slice(data, entry.StoredLength, $"The zip file's entry '{name}'");
        return entry.Method switch
        {
            0 when entry.Length == entry.StoredLength => bytes,
            0 => throw Damaged($"the entry '{name}' is stored as it is, but has {entry.StoredLength} bytes for {entry.Length}"),
            8 => new DeflatedBytes(bytes, entry.Length),
            _ => throw new InvalidDataException($"The entry '{name}' of the zip file is compressed by method {entry.Method}; read are 0 (stored) and 8 (deflated).")
        };
    }

    private static InvalidDataException Damaged(string what) => new($"The zip file is damaged: {what}.");

    private (long Start, long Length) FindDirectory()
    {
        int length = (int)Math.Min(_file.Length, EndLength + LongestComment);
        long start = _file.Length - length;
        var tail = new byte[length];
        _file.Read(start, tail);
        for (int at = length - EndLength; at >= 0; at--)
        {
            var end = tail.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature || BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) != length - at - EndLength) continue;
            if (FindLargeDirectory(start + at - LocatorLength) is { } large) return large;
            return (BinaryPrimitives.ReadUInt32LittleEndian(end[16..]), BinaryPrimitives.ReadUInt32LittleEndian(end[12..]));
        }
        throw new InvalidDataException($"It begins like a zip file, but the directory at its end is missing after {_file.Length} bytes: the file is truncated.");
    }

    private (long Start, long Length)? FindLargeDirectory(long locatorPlace)
    {
        if (locatorPlace < 0) return null;
        Span<byte> locator = stackalloc byte[LocatorLength];
        _file.Read(locatorPlace, locator);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorSignature) return null;
        Span<byte> end = stackalloc byte[End64Length];
        _file.Slice(BinaryPrimitives.ReadInt64LittleEndian(locator[8..]), End64Length, "The end of the zip file's directory").Read(0, end);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != End64Signature) throw Damaged("the end of its directory is not where it should be");
        return (BinaryPrimitives.ReadInt64LittleEndian(end[48..]), BinaryPrimitives.ReadInt64LittleEndian(end[40..]));
    }

    /// <returns>the bytes that the entry takes in the directory</returns>
    private int ReadEntry(ReadOnlySpan<byte> bytes)
    {
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]), extraLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]);
        int length = EntryLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]);
        if (length > bytes.Length) throw Damaged("its directory ends within an entry");
        string name = Encoding.UTF8.GetString(bytes.Slice(EntryLength, nameLength)).Replace('\\', '/');
        long stored = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]), unpacked = BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]);
        long place = BinaryPrimitives.ReadUInt32LittleEndian(bytes[42..]);
        var extra = bytes.Slice(EntryLength + nameLength, extraLength);
        while (extra.Length >= 4)
        {
            int size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4) break; // padding
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
            {
                // Numbers of 64 bits stand here in this order, each only where the entry has no room for it.
                var numbers = extra.Slice(4, size);
                Widen(ref unpacked, ref numbers);
                Widen(ref stored, ref numbers);
                Widen(ref place, ref numbers);
            }
            extra = extra[(4 + size)..];
        }
        if (stored < 0 || unpacked < 0 || place < 0) throw Damaged($"the entry '{name}' has a negative length or place");
        if (!_entries.TryAdd(name, new Entry(BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]), stored, unpacked, place)))
            throw Damaged($"it has two entries '{name}'");
        return length;
    }

    private static void Widen(ref long number, ref ReadOnlySpan<byte> numbers)
    {
        if (number != uint.MaxValue || numbers.Length < 8) return;
        number = BinaryPrimitives.ReadInt64LittleEndian(numbers);
        numbers = numbers[8..];
    }

    private readonly record struct Entry(ushort Flags, ushort Method, long StoredLength, long Length, long Place);
}
