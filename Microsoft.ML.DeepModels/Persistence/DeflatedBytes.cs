using System.IO.Compression;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>Bytes that a zip file holds compressed. Cheap to read from the beginning on; going back starts anew.</summary>
/// <param name="compressed">the compressed bytes</param>
/// <param name="length">of the bytes when unpacked, as the file tells it</param>
internal sealed class DeflatedBytes(StoredBytes compressed, long length) : StoredBytes(length)
{
    private DeflateStream? _stream;
    private long _position;

    protected override void ReadWithin(long offset, Span<byte> destination)
    {
        if (_stream is null || offset < _position)
        {
            _stream?.Dispose(); // its window is memory that .NET does not count
            _stream = new DeflateStream(compressed.ToStream(), CompressionMode.Decompress);
            _position = 0;
        }
        Span<byte> skipped = stackalloc byte[4096];
        while (_position < offset) Fill(skipped[..(int)Math.Min(skipped.Length, offset - _position)]);
        Fill(destination);
    }

    private void Fill(Span<byte> destination)
    {
        int got = _stream!.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        _position += got;
        if (got < destination.Length) throw new InvalidDataException($"A compressed part of it should unpack to {Length} bytes, got {_position}: it is damaged.");
    }
}
