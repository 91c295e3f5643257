using System.Buffers.Binary;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Tells image formats by their first bytes, and files that end early.</summary>
internal static class ImageFormats
{
    private const string Accepted = "accepted are JPEG, PNG and BMP";

    /// <summary>Why the bytes are not taken as an image; null when they are handed to the decoder.</summary>
    public static string? Refuse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return $"no bytes; {Accepted} images";
        string name = NameOf(bytes);
        return name switch
        {
            "JPEG" => JpegIsWhole(bytes) ? null : $"a JPEG image that ends early, after {bytes.Length} bytes",
            "PNG" => PngIsWhole(bytes) ? null : $"a PNG image that ends early, after {bytes.Length} bytes",
            "BMP" => BmpIsWhole(bytes) ? null : $"a BMP image that ends early, after {bytes.Length} bytes",
            "text" => $"these bytes are text, not an image; {Accepted}",
            "unknown" => $"these bytes are of no known image format (they begin with {Convert.ToHexString(bytes[..Math.Min(8, bytes.Length)])}); {Accepted}",
            _ => $"the format is {name}; {Accepted}",
        };
    }

    /// <summary>The format that the first bytes tell: its name, "text" or "unknown".</summary>
    public static string NameOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return "JPEG";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return "PNG";
        if (bytes.StartsWith("BM"u8) && bytes.Length > 26 && bytes[15] == 0 && bytes[16] == 0 && bytes[17] == 0) return "BMP";
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8)) return "GIF";
        if (bytes.StartsWith("RIFF"u8) && bytes.Length > 12 && bytes[8..].StartsWith("WEBP"u8)) return "WebP";
        if (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8)) return "TIFF";
        if (bytes.Length > 12 && bytes[4..].StartsWith("ftyp"u8)) return bytes[8..].StartsWith("avif"u8) ? "AVIF" : "HEIF or MP4";
        if (bytes.StartsWith("8BPS"u8)) return "Photoshop";
        if (bytes.StartsWith("%PDF"u8)) return "PDF";
        if (bytes.StartsWith("PK\x03\x04"u8)) return "ZIP";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return "gzip";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0])) return "ICO";
        ReadOnlySpan<byte> head = bytes[..Math.Min(64, bytes.Length)];
        if (head.IndexOf("<svg"u8) >= 0) return "SVG";
        return head.IndexOfAnyExceptInRange((byte)9, (byte)126) < 0 && head.IndexOfAnyInRange((byte)14, (byte)31) < 0 ? "text" : "unknown";
    }

    /// <summary>Whether the end is marked, after the first scan begins: a thumbnail in the metadata before has an end of its own.</summary>
    private static bool JpegIsWhole(ReadOnlySpan<byte> bytes)
    {
        int at = 2;
        while (at + 4 <= bytes.Length && bytes[at] == 0xFF && bytes[at + 1] != 0xDA)
        {
            if (bytes[at + 1] == 0xFF) at++; // filling
            else if (bytes[at + 1] is 0x01 or (>= 0xD0 and <= 0xD8)) at += 2; // a marker without content
            else at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return at < bytes.Length && bytes[at..].LastIndexOf<byte>([0xFF, 0xD9]) > 0;
    }

    /// <summary>Walks the chunks up to IEND. Decoders fill the rest of a cut image with grey or black and say nothing.</summary>
    private static bool PngIsWhole(ReadOnlySpan<byte> bytes)
    {
        for (long at = 8; at + 12 <= bytes.Length;)
        {
            ReadOnlySpan<byte> chunk = bytes[(int)at..];
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk[4..].StartsWith("IEND"u8)) return at <= bytes.Length;
        }
        return false;
    }

    /// <summary>Whether an uncompressed BMP has as many bytes as its rows need.</summary>
    private static bool BmpIsWhole(ReadOnlySpan<byte> bytes)
    {
        uint pixels = BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]);
        if (pixels >= bytes.Length) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[14..]) < 40 || bytes.Length < 34) return true; // the header of OS/2: left to the decoder
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[30..]) is not (0 or 3)) return true; // run lengths: left to the decoder
        long width = BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]);
        long height = Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]));
        long rowBytes = (width * BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) + 31) / 32 * 4;
        return width > 0 && height > 0 && pixels + rowBytes * height <= bytes.Length;
    }
}
