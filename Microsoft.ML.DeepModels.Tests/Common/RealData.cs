using System.Buffers.Binary;
using System.IO.Compression;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>Real data beside the checkout, never part of it; a test that needs it is skipped where it is not there.</summary>
internal static class RealData
{
    /// <summary>A folder below ../shared/data; skips the test where there is none.</summary>
    public static string Folder(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "DeepModels.sln"))) continue;
            string data = Path.Combine(folder.FullName, "..", "shared", "data", name);
            if (Directory.Exists(data)) return Path.GetFullPath(data);
        }
        Assert.Inconclusive($"skipped: ../shared/data/{name} is not there");
        return "";
    }

    /// <summary>The first digits of an MNIST file pair as rows of pixels from 0 to 1 and keys that count from 0.</summary>
    public static List<DigitRow> Digits(string part, int count)
    {
        string folder = Folder("mnist");
        byte[] images = Unpack(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz")), labels = Unpack(Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz"));
        Assert.AreEqual(2051, BinaryPrimitives.ReadInt32BigEndian(images));
        Assert.AreEqual(2049, BinaryPrimitives.ReadInt32BigEndian(labels));
        return [.. Enumerable.Range(0, count).Select(i => new DigitRow
        {
            Label = labels[8 + i],
            Features = [.. images.AsSpan(16 + 784 * i, 784).ToArray().Select(pixel => pixel / 255f)]
        })];
    }

    /// <summary>The images of a folder with one sub-folder a class, as encoded bytes.</summary>
    public static List<FileRow> Files(string folder, int perClass) =>
    [
        .. Directory.GetDirectories(folder).Order().SelectMany((path, label) => Directory.GetFiles(path).Order().Take(perClass)
            .Select(file => new FileRow { Label = (uint)label, Features = File.ReadAllBytes(file), Path = file }))
    ];

    private static byte[] Unpack(string path)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
