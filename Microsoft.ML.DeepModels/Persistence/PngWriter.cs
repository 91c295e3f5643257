using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>Writes PNG images of 8 bits a channel, grey or RGB (w3.org/TR/png). Reading them is left to ML.NET.</summary>
internal static class PngWriter
{
    private const byte None = 0;
    private const byte Sub = 1;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>The bytes of a PNG file of one image.</summary>
    /// <param name="values">the image in the order (height, width, channels): 0 is black, 1 white; what lies beyond is clamped, NaN is black</param>
    /// <param name="shape">(1 or 3 channels, height, width)</param>
    public static byte[] Encode(ReadOnlySpan<float> values, TensorShape shape)
    {
        if (!shape.IsImage) throw new ArgumentException($"An image has the shape (channels, height, width), got {shape}.", nameof(shape));
        var pixels = new byte[values.Length];
        Quantize(values, pixels);
        return Encode(pixels, shape[2], shape[1], shape[0]);
    }

    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="pixels">row after row from the top, the channels of a pixel together</param>
    /// <param name="width">pixels in a row</param>
    /// <param name="height">rows</param>
    /// <param name="channels">1: grey; 3: red, green, blue</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        if (channels is not (1 or 3)) throw new ArgumentOutOfRangeException(nameof(channels), channels, $"A PNG image here has 1 channel (grey) or 3 (RGB), got {channels}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.Length != (long)width * height * channels)
            throw new ArgumentException($"{width}x{height} pixels of {channels} channels are {(long)width * height * channels} bytes, got {pixels.Length}.", nameof(pixels));
        using var stream = new MemoryStream();
        stream.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits
        header[9] = (byte)(channels == 1 ? 0 : 2); // grey or RGB; compression, filters and interlacing have only one value that is in use: 0
        WriteChunk(stream, "IHDR"u8, header);
        WriteChunk(stream, "IDAT"u8, Compress(pixels, width * channels, channels));
        WriteChunk(stream, "IEND"u8, []);
        return stream.ToArray();
    }

    /// <summary>Values from 0 to 1 to the nearest of 256 steps.</summary>
    public static void Quantize(ReadOnlySpan<float> values, Span<byte> pixels)
    {
        for (int i = 0; i < values.Length; i++) pixels[i] = values[i] > 0 ? (byte)(Math.Min(values[i], 1f) * 255f + 0.5f) : (byte)0; // of NaN, too
    }

    private static byte[] Compress(ReadOnlySpan<byte> pixels, int rowBytes, int channels)
    {
        using var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.Optimal))
        {
            var plain = new byte[rowBytes + 1];
            var differences = new byte[rowBytes + 1];
            (plain[0], differences[0]) = (None, Sub);
            for (int start = 0; start < pixels.Length; start += rowBytes)
            {
                var row = pixels.Slice(start, rowBytes);
                row.CopyTo(plain.AsSpan(1));
                for (int i = 0; i < rowBytes; i++) differences[i + 1] = (byte)(row[i] - (i < channels ? 0 : row[i - channels]));
                // The specification's rule of thumb: the smaller bytes, taken as signed, compress better.
                zlib.Write(Size(differences) < Size(plain) ? differences : plain);
            }
        }
        return memory.ToArray();
    }

    private static long Size(ReadOnlySpan<byte> filtered)
    {
        long size = 0;
        foreach (byte b in filtered[1..]) size += Math.Abs((int)(sbyte)b);
        return size;
    }

    private static void WriteChunk(MemoryStream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        int checkedFrom = (int)stream.Position;
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(stream.GetBuffer().AsSpan(checkedFrom, (int)stream.Position - checkedFrom)));
        stream.Write(number);
    }
}
