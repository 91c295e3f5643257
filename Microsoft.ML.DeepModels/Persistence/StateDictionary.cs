using System.Text;
using Microsoft.Win32.SafeHandles;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>
/// A file of weights under names: what torch.save wrote (as a zip, or in the older format) or a safetensors file. I own the file and find out its format; the formats say where the values lie, which are
/// read one tensor at a time. Which tensors a network needs is for the caller to say.
/// </summary>
internal sealed class StateDictionary : IDisposable
{
    private const int ShownBytes = 24;

    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, StoredTensor> _stored;

    private StateDictionary(string path, SafeFileHandle file, IReadOnlyList<StoredTensor> tensors)
    {
        (Path, _file) = (path, file);
        _stored = tensors.ToDictionary(t => t.Tensor.Name);
        Tensors = tensors.ToDictionary(t => t.Tensor.Name, t => t.Tensor);
    }

    /// <summary>The file, as it was given.</summary>
    public string Path { get; }

    /// <summary>All tensors by their names, in the order of the file.</summary>
    public IReadOnlyDictionary<string, StateTensor> Tensors { get; }

    /// <summary>Opens a file and finds out what tensors it has; the values stay where they are. The format is told by the content.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It is a folder, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no file of weights, is damaged, or has something that is not read.</exception>
    public static StateDictionary Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) throw new IOException($"'{path}' is a folder, expected a file of weights (.pth, .pt or .safetensors) in it.");
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file of weights '{path}'.", path);
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The file of weights '{path}' cannot be opened: {e.Message} Allow this user to read it.", e);
        }
        try
        {
            return new StateDictionary(path, file, ReadTensors(new FileBytes(file, 0, RandomAccess.GetLength(file))));
        }
        catch (InvalidDataException e)
        {
            file.Dispose();
            throw Failed(path, e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Copies the values of a tensor into another with as many, in the order of the axes; the type becomes the target's.</summary>
    /// <param name="name">one of <see cref="Tensors"/></param>
    /// <param name="target">of any shape, type and device, and in any order in memory</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public void Read(string name, Tensor target)
    {
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
        var stored = _stored.TryGetValue(name, out var found) ? found : throw new ArgumentException($"'{Path}' has no tensor '{name}'.", nameof(name));
        if (target.NumberOfElements != stored.Tensor.Count)
            throw new ArgumentException($"'{name}' of '{Path}' is {stored.Tensor}, the target is ({string.Join(", ", target.shape)}).", nameof(target));
        try
        {
            stored.CopyTo(target);
        }
        catch (InvalidDataException e)
        {
            throw Failed(Path, e);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static InvalidDataException Failed(string path, InvalidDataException e) => new($"The file of weights '{path}' cannot be read. {e.Message}", e);

    private static IReadOnlyList<StoredTensor> ReadTensors(FileBytes bytes)
    {
        if (bytes.Length == 0) throw new InvalidDataException("It is empty.");
        Span<byte> first = new byte[Math.Min(ShownBytes, bytes.Length)];
        bytes.Read(0, first);
        // First, for the length that it begins with may have the bytes that the others begin with, while they have no length there that is legal.
        if (SafeTensors.IsStart(first)) return ReadSafeTensors(bytes);
        if (first.StartsWith("PK"u8)) return TorchZipFile.Read(bytes);
        if (first[0] == 0x80) return TorchStreamFile.Read(bytes);
        if (first.Length > 8 && first[8] == (byte)'{') return ReadSafeTensors(bytes); // which says what is wrong with its length
        string begin = first.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 ? $"the text \"{Encoding.ASCII.GetString(first)}\"" : $"the bytes {Convert.ToHexString(first)}";
        throw new InvalidDataException(
            $"It begins with {begin} and is {bytes.Length} bytes long; expected a zip or an older file of torch.save (.pth, .pt), or a .safetensors file. Is it something else, or only part of a download?");
    }

    private static List<StoredTensor> ReadSafeTensors(FileBytes bytes)
    {
        using var stream = bytes.ToStream();
        var entries = SafeTensors.ReadHeader(stream);
        long start = stream.Position, length = entries.Count > 0 ? entries[^1].End : 0;
        if (bytes.Length - start > length) throw new InvalidDataException($"It has {bytes.Length - start} bytes of values, but its header tells {length}: it is damaged.");
        return
        [
            .. entries.Select(entry => new StoredTensor(
                new StateTensor(entry.Name, SafeTensorEntry.TypeOf(entry.Type)!.Value, entry.Shape), bytes.Slice(start + entry.Begin, entry.End - entry.Begin, entry.Name), 0,
                StoredTensor.DenseStrides(entry.Shape)))
        ];
    }
}
