using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>
/// The safetensors format (github.com/huggingface/safetensors): eight bytes of header length, a JSON header with type, shape
/// and place of each tensor, then the bytes of all tensors without gaps. It holds data and nothing that could run.
/// I own the format; which tensors a model has is for the caller to say.
/// </summary>
internal static class SafeTensors
{
    // A header describes tensors, not their content: a million tensors take about 100 MB.
    private const long MaximumHeaderLength = 100_000_000;

    private const int ChunkLength = 1 << 20;

    // A network of fewer parameters may be made only to find out in detail that the weights are not its own.
    private const long HarmlessParameters = 1 << 20;

    /// <summary>Whether a file that begins with these bytes may be one: a legal length of a header, and a header that begins as JSON does.</summary>
    /// <param name="first">nine bytes or more; with fewer it is none</param>
    public static bool IsStart(ReadOnlySpan<byte> first) =>
        first.Length > 8 && first[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(first) is >= 2 and <= MaximumHeaderLength;

    /// <summary>Writes tensors in their logical order, whatever their order in memory.</summary>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            long offset = 0;
            json.WriteStartObject();
            foreach (var (name, tensor) in tensors)
            {
                long length = tensor.NumberOfElements * ElementSize(tensor.dtype, name);
                json.WriteStartObject(name);
                json.WriteString("dtype", TypeName(tensor.dtype, name));
                json.WriteStartArray("shape");
                foreach (long axis in tensor.shape) json.WriteNumberValue(axis);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset + length);
                json.WriteEndArray();
                json.WriteEndObject();
                offset += length;
            }
            json.WriteEndObject();
        }
        // The format wants tensors aligned to eight bytes; spaces are legal at the end of JSON.
        while (header.Length % 8 != 0) header.WriteByte((byte)' ');
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        stream.Write(prefix);
        header.Position = 0;
        header.CopyTo(stream);
        foreach (var (_, tensor) in tensors)
        {
            using var scope = NewDisposeScope();
            stream.Write(tensor.detach().cpu().contiguous().bytes);
        }
    }

    /// <summary>Reads the tensors of a stream into <paramref name="tensors"/>, which say what names and shapes there have to be.</summary>
    /// <exception cref="InvalidDataException">The stream is damaged, or its tensors are not those; all differences are listed.</exception>
    public static void Read(Stream stream, IReadOnlyList<NamedTensor> tensors)
    {
        var entries = ReadHeader(stream);
        CheckSame(entries, tensors);
        var targets = tensors.ToDictionary(t => t.Name, t => t.Tensor);
        using var noGrad = no_grad();
        foreach (var entry in entries) ReadTensor(stream, entry, targets[entry.Name]);
        if (stream.ReadByte() >= 0) throw new InvalidDataException("The weights have more bytes than their header tells: the file is damaged.");
    }

    /// <summary>Refuses a stream with far fewer values than a network has parameters; reads the header only.</summary>
    /// <exception cref="InvalidDataException">The stream is damaged, or its values are too few.</exception>
    public static void CheckSize(Stream stream, long parameters)
    {
        long values = ReadHeader(stream).Sum(entry => (entry.End - entry.Begin) / (SafeTensorEntry.ElementSize(entry.Type) ?? 1));
        if (parameters > HarmlessParameters && parameters / 2 > values)
            throw new InvalidDataException($"The weights do not fit the network: they are {values} values, it has {parameters} parameters.");
    }

    /// <summary>Reads the header: type, shape and place of each tensor in the order of their bytes, which follow.</summary>
    /// <exception cref="InvalidDataException">It contradicts itself or, where the stream can seek, the stream's length.</exception>
    public static List<SafeTensorEntry> ReadHeader(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw new InvalidDataException("The weights end within their first eight bytes: the file is truncated.");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > MaximumHeaderLength)
        {
            throw new InvalidDataException(
                $"The header of the weights claims a length of {length} bytes, legal are 2 to {MaximumHeaderLength}: not a safetensors file, or a damaged one.");
        }
        var header = new byte[(int)length];
        int got = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (got < header.Length) throw new InvalidDataException($"The header of the weights ends after {got} of {length} bytes: the file is truncated.");
        try
        {
            using var json = JsonDocument.Parse(header);
            var entries = SafeTensorEntry.ParseHeader(json.RootElement);
            if (stream.CanSeek) CheckLength(entries, stream.Length - stream.Position);
            return entries;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter for names that are no legal UTF-8
        {
            throw new InvalidDataException($"The header of the weights is not JSON: {e.Message}", e);
        }
    }

    private static void CheckLength(List<SafeTensorEntry> entries, long length)
    {
        if (entries.Find(entry => entry.End > length) is { } cut) throw Truncated(cut, Math.Max(0, length - cut.Begin));
    }

    private static InvalidDataException Truncated(SafeTensorEntry entry, long at) =>
        new($"The weights end within '{entry.Name}', after {at} of its {entry.End - entry.Begin} bytes: the file is truncated.");

    private static void CheckSame(List<SafeTensorEntry> entries, IReadOnlyList<NamedTensor> tensors)
    {
        var found = entries.ToDictionary(e => e.Name);
        var problems = new List<string>();
        foreach (var (name, tensor) in tensors)
        {
            string expected = $"{TypeName(tensor.dtype, name)} ({string.Join(", ", tensor.shape)})";
            if (!found.Remove(name, out var entry)) problems.Add($"{name}: missing, expected {expected}");
            else if (entry.Type != TypeName(tensor.dtype, name) || !entry.Shape.AsSpan().SequenceEqual(tensor.shape))
                problems.Add($"{name}: expected {expected}, got {entry.Type} ({string.Join(", ", entry.Shape)})");
        }
        problems.AddRange(found.Keys.Select(name => $"{name}: not in the network"));
        if (problems.Count > 0)
        {
            throw new InvalidDataException(
                $"The weights do not fit the network, {problems.Count} differences: {string.Join("; ", problems.Take(20))}{(problems.Count > 20 ? "; ..." : "")}.");
        }
    }

    private static void ReadTensor(Stream stream, SafeTensorEntry entry, Tensor target)
    {
        if (entry.End - entry.Begin > int.MaxValue) throw new InvalidDataException($"'{entry.Name}' has {entry.End - entry.Begin} bytes; at most {int.MaxValue} are supported.");
        using var scope = NewDisposeScope();
        var values = empty(entry.Shape, target.dtype);
        var bytes = values.bytes;
        int at = 0;
        while (at < bytes.Length)
        {
            int got = stream.Read(bytes.Slice(at, Math.Min(ChunkLength, bytes.Length - at)));
            if (got == 0) throw Truncated(entry, at);
            at += got;
        }
        target.copy_(values);
    }

    private static string TypeName(ScalarType type, string tensor) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Float64 => "F64",
        ScalarType.Int64 => "I64",
        ScalarType.Int32 => "I32",
        ScalarType.Byte => "U8",
        _ => throw new NotSupportedException($"'{tensor}' is of type {type}; weights can be saved as Float32, Float64, Int64, Int32 and Byte.")
    };

    private static int ElementSize(ScalarType type, string tensor) => SafeTensorEntry.ElementSize(TypeName(type, tensor)) ?? 0;
}
