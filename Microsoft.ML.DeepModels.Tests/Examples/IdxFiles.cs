using System.Buffers.Binary;
using System.IO.Compression;

namespace Microsoft.ML.DeepModels.Tests.Examples;

/// <summary>Writes the four files of a tiny MNIST: images of one bright half, whose side is their class.</summary>
internal static class IdxFiles
{
    public const int Size = 8;

    public static void Write(string folder, int train, int test, bool packed)
    {
        Write(folder, "train", train, packed);
        Write(folder, "t10k", test, packed);
    }

    /// <summary>The bytes of an IDX file.</summary>
    public static byte[] Bytes(int[] dimensions, byte[] values)
    {
        byte[] file = new byte[4 + 4 * dimensions.Length + values.Length];
        file[2] = 8; // unsigned bytes
        file[3] = (byte)dimensions.Length;
        for (int i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), dimensions[i]);
        values.CopyTo(file, 4 + 4 * dimensions.Length);
        return file;
    }

    private static void Write(string folder, string part, int count, bool packed)
    {
        var random = new Random(count);
        byte[] images = new byte[count * Size * Size], labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % 2);
            for (int p = 0; p < Size * Size; p++)
            {
                bool isBright = p % Size < Size / 2 == (labels[i] == 0);
                images[i * Size * Size + p] = (byte)(random.Next(60) + (isBright ? 150 : 0));
            }
        }
        Save(Path.Combine(folder, part + "-images-idx3-ubyte"), Bytes([count, Size, Size], images), packed);
        Save(Path.Combine(folder, part + "-labels-idx1-ubyte"), Bytes([count], labels), packed);
    }

    private static void Save(string path, byte[] bytes, bool packed)
    {
        if (!packed)
        {
            File.WriteAllBytes(path, bytes);
            return;
        }
        using var stream = new GZipStream(File.Create(path + ".gz"), CompressionLevel.Fastest);
        stream.Write(bytes);
    }
}
