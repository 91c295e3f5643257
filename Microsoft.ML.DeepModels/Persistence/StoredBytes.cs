namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>A run of bytes in a file, read at any place without being held in memory. The file belongs to someone else.</summary>
internal abstract class StoredBytes(long length)
{
    /// <summary>The number of bytes.</summary>
    public long Length { get; } = length;

    /// <summary>Fills the destination with the bytes from a place on.</summary>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > Length - destination.Length)
            throw new InvalidDataException($"It should have {destination.Length} bytes from byte {offset} on, but that part of it is {Length} bytes long.");
        if (destination.Length > 0) ReadWithin(offset, destination);
    }

    /// <summary>The bytes as a stream from their beginning.</summary>
    public Stream ToStream() => new BufferedStream(new StoredStream(this), 1 << 16);

    /// <param name="offset">of the first byte; all of the destination is within the length</param>
    /// <param name="destination">at least one byte</param>
    protected abstract void ReadWithin(long offset, Span<byte> destination);
}
