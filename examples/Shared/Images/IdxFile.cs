using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML.DeepModels.Examples.Arguments;

namespace Microsoft.ML.DeepModels.Examples.Images;

/// <summary>
/// A file in the IDX format (Y. LeCun): two zero bytes, the type of the values, the number of dimensions, each dimension
/// as a big-endian 32-bit number, then the values.
/// </summary>
public sealed class IdxFile
{
    private const byte UnsignedByte = 8;
    private const int LargestSize = 1 << 30;

    private IdxFile(int[] dimensions, byte[] values)
    {
        Dimensions = dimensions;
        Values = values;
    }

    /// <summary>The dimensions, the slowest first.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>The values, one byte each.</summary>
    public byte[] Values { get; }

    /// <summary>Reads a file of bytes, packed by gzip or not, whatever its name says.</summary>
    /// <exception cref="ExampleException">It is not such a file.</exception>
    public static IdxFile Read(string path)
    {
        try
        {
            using Stream stream = Unpack(File.OpenRead(path));
            return Read(stream, path);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new ExampleException($"'{path}' is cut off or damaged.");
        }
    }

    private static IdxFile Read(Stream stream, string path)
    {
        Span<byte> word = stackalloc byte[4];
        stream.ReadExactly(word);
        if (word[0] != 0 || word[1] != 0 || word[2] != UnsignedByte || word[3] is 0 or > 4)
            throw new ExampleException($"'{path}' is not an IDX file of bytes: it begins with {Convert.ToHexString(word)}, not with 0000 08 and 1 to 4 dimensions.");
        int[] dimensions = new int[word[3]];
        long size = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            stream.ReadExactly(word);
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(word);
            if (dimensions[i] < 1) throw new ExampleException($"'{path}' has a dimension of {dimensions[i]}; each must be 1 or above.");
            size *= dimensions[i];
            if (size > LargestSize) throw new ExampleException($"'{path}' says that it has more than {LargestSize} values.");
        }
        byte[] values = new byte[size];
        stream.ReadExactly(values);
        return new IdxFile(dimensions, values);
    }

    private static Stream Unpack(FileStream file)
    {
        bool isPacked = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return isPacked ? new GZipStream(file, CompressionMode.Decompress) : new BufferedStream(file);
    }
}
