using System.Text;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Persistence.Pickling;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>The format of torch.save since version 1.6: a zip with pickled data that describes the tensors, and an entry for each storage.</summary>
internal static class TorchZipFile
{
    private const string Description = "data.pkl";

    /// <exception cref="InvalidDataException">It is another kind of zip, damaged, or has something that is not read.</exception>
    public static List<StoredTensor> Read(FileBytes bytes)
    {
        var zip = new ZipDirectory(bytes);
        string folder = FindFolder(zip.Names);
        bool isBigEndian = ReadText(zip.Find(folder + "byteorder")) == "big";
        var description = zip.Find(folder + Description)!;
        var storages = new TorchStorages();
        object? content;
        using (var stream = InMemory(description)) content = new Unpickler(stream, storages.Of).Read();
        var stored = new Dictionary<string, StoredBytes>();
        foreach (var (key, length) in storages.Lengths)
        {
            var storage = zip.Find($"{folder}data/{key}") ?? throw new InvalidDataException($"The zip file has no entry '{folder}data/{key}', which holds values of its tensors: it is damaged.");
            if (storage.Length < length) throw new InvalidDataException($"The entry '{folder}data/{key}' has {storage.Length} bytes, expected {length}: the file is damaged.");
            stored.Add(key, storage);
        }
        return [.. TorchContent.TensorsOf(content).Select(t => new StoredTensor(new StateTensor(t.Name, t.Tensor.Type, t.Tensor.Shape), stored[t.Tensor.Key], t.Tensor.Offset, t.Tensor.Strides, isBigEndian))];
    }

    private static string FindFolder(IReadOnlyCollection<string> names)
    {
        bool Has(string file) => names.Any(name => name == file || name.EndsWith("/" + file, StringComparison.Ordinal));

        if (Has(ModelLoader.DescriptionEntry))
            throw new InvalidDataException("It is a model that this library saved, not a file of weights: open it with Backbone.FromModel, or with mlContext.Model.Load.");
        if (Has("constants.pkl"))
            throw new InvalidDataException("It is a TorchScript program (torch.jit.save), not a file of weights. Save the weights alone, by torch.save(model.state_dict(), path).");
        string? found = names.Where(name => name == Description || name.EndsWith("/" + Description, StringComparison.Ordinal)).MinBy(name => name.Length);
        if (found is not null) return found[..^Description.Length];
        throw new InvalidDataException(
            $"It is a zip file without the entry 'archive/{Description}' of torch.save; its {names.Count} entries are {string.Join(", ", names.Take(5).Select(n => $"'{n}'"))}{(names.Count > 5 ? ", ..." : "")}.");
    }

    /// <summary>Unpacked only as far as is ever read; a small file may claim to unpack to anything.</summary>
    private static Stream InMemory(StoredBytes bytes)
    {
        if (bytes is FileBytes) return bytes.ToStream();
        if (bytes.Length > Unpickler.MaximumLength) throw new InvalidDataException($"Its pickled data unpacks to {bytes.Length} bytes; at most {Unpickler.MaximumLength} are read.");
        var memory = new MemoryStream();
        bytes.ToStream().CopyTo(memory);
        memory.Position = 0;
        return memory;
    }

    private static string? ReadText(StoredBytes? bytes)
    {
        if (bytes is null || bytes.Length > 100) return null;
        Span<byte> text = new byte[bytes.Length];
        bytes.Read(0, text);
        return Encoding.ASCII.GetString(text);
    }
}
