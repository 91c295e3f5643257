using Microsoft.Win32.SafeHandles;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>Bytes as they lie in a file.</summary>
/// <param name="file">open for reading</param>
/// <param name="start">of the first byte in the file</param>
/// <param name="length">in bytes, within the file</param>
internal sealed class FileBytes(SafeFileHandle file, long start, long length) : StoredBytes(length)
{
    /// <summary>Part of these bytes.</summary>
    /// <exception cref="InvalidDataException">It reaches beyond them.</exception>
    public FileBytes Slice(long offset, long count, string what)
    {
        if (offset < 0 || count < 0 || offset > Length || count > Length - offset)
            throw new InvalidDataException($"{what} should be {count} bytes at byte {offset}, but the file ends at byte {Length}: it is truncated or damaged.");
        return new FileBytes(file, start + offset, count);
    }

    protected override void ReadWithin(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int got = RandomAccess.Read(file, destination, start + offset);
            if (got == 0) throw new InvalidDataException($"It ended at byte {start + offset} while it was read: it has become shorter.");
            offset += got;
            destination = destination[got..];
        }
    }
}
