namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>Stored bytes as a stream that reads and seeks.</summary>
internal sealed class StoredStream(StoredBytes bytes) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Clamp(bytes.Length - _position, 0, buffer.Length);
        if (count == 0) return 0;
        bytes.Read(_position, buffer[..count]);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => Length
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("Stored bytes are only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Stored bytes are only read.");
}
