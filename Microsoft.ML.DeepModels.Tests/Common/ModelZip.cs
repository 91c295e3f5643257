using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>Model files taken apart, changed and put together again.</summary>
internal static class ModelZip
{
    public static ITransformer Load(byte[] file) => new MLContext().Model.Load(new MemoryStream(file), out _);

    /// <summary>Loads a file with one entry changed; it must fail, and every message of the failure is returned.</summary>
    public static string LoadChanged(byte[] file, string entry, Func<byte[], byte[]> change)
    {
        var entries = Entries(file);
        string name = entries.Keys.Single(key => key.EndsWith(entry) && (entry != "Model.key" || entries[key].AsSpan().IndexOf("DEEPMODL"u8) > 0));
        entries[name] = change(entries[name]);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (key, bytes) in entries)
            {
                using var content = zip.CreateEntry(key).Open();
                content.Write(bytes);
            }
        }
        Exception? e = Assert.Throws<Exception>(() => Load(stream.ToArray()));
        var messages = new List<string>();
        bool named = false;
        for (; e is not null; e = e.InnerException)
        {
            named |= e is InvalidDataException;
            messages.Add(e.Message);
        }
        Assert.IsTrue(named, string.Join("\n", messages));
        return string.Join("\n", messages);
    }

    /// <summary>A text with a part replaced that must be there.</summary>
    public static byte[] Replace(byte[] bytes, string old, string text)
    {
        string all = Encoding.UTF8.GetString(bytes);
        Assert.Contains(old, all);
        return Encoding.UTF8.GetBytes(all.Replace(old, text));
    }

    /// <summary>The entries of a file by their paths.</summary>
    public static Dictionary<string, byte[]> Entries(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        return zip.Entries.ToDictionary(e => e.FullName.Replace('\\', '/'), e =>
        {
            using var content = e.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            return copy.ToArray();
        });
    }
}
