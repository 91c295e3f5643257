using System.Text.Json;
using ScalarType = TorchSharp.torch.ScalarType;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>One tensor as the header of a safetensors file tells it, checked against its own numbers.</summary>
internal sealed record SafeTensorEntry(string Name, string Type, long[] Shape, long Begin, long End)
{
    /// <summary>All entries in the order of their bytes, which follow each other without gaps.</summary>
    /// <exception cref="InvalidDataException">An entry contradicts itself or the others.</exception>
    public static List<SafeTensorEntry> ParseHeader(JsonElement header)
    {
        if (header.ValueKind != JsonValueKind.Object) throw new InvalidDataException("The header of the weights is not a JSON object.");
        var entries = new List<SafeTensorEntry>();
        foreach (var property in header.EnumerateObject())
            if (property.Name != "__metadata__") entries.Add(Parse(property.Name, property.Value));
        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        if (entries.DistinctBy(e => e.Name).Count() != entries.Count) throw new InvalidDataException("The header of the weights names a tensor twice.");
        long at = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != at)
                throw new InvalidDataException($"The header of the weights puts '{entry.Name}' at byte {entry.Begin}, expected {at}: it is damaged.");
            at = entry.End;
        }
        return entries;
    }

    /// <summary>The bytes of one element; null for a type that is not read.</summary>
    public static int? ElementSize(string type) => TypeOf(type) is { } known ? StoredTensor.SizeOf(known) : null;

    /// <summary>The type of the elements; null for one that is not read.</summary>
    public static ScalarType? TypeOf(string type) => type switch
    {
        "F64" => ScalarType.Float64,
        "F32" => ScalarType.Float32,
        "F16" => ScalarType.Float16,
        "BF16" => ScalarType.BFloat16,
        "I64" => ScalarType.Int64,
        "I32" => ScalarType.Int32,
        "I16" => ScalarType.Int16,
        "I8" => ScalarType.Int8,
        "U8" => ScalarType.Byte,
        "BOOL" => ScalarType.Bool,
        _ => null
    };

    private static SafeTensorEntry Parse(string name, JsonElement entry)
    {
        InvalidDataException Bad(string what) => new($"The header of the weights has a bad entry '{name}': {what}.");

        if (entry.ValueKind != JsonValueKind.Object) throw Bad("not an object");
        if (!entry.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String) throw Bad("no dtype");
        string typeName = type.GetString()!;
        if (ElementSize(typeName) is not { } size) throw Bad($"dtype '{typeName}' is none of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL");
        long[] shape = Numbers("shape") ?? throw Bad("no shape of whole numbers from 0");
        if (Numbers("data_offsets") is not [var begin, var end]) throw Bad("no two data_offsets");
        long length = size;
        try
        {
            foreach (long axis in shape) length = checked(length * axis);
        }
        catch (OverflowException)
        {
            throw Bad($"the shape ({string.Join(", ", shape)}) is too large");
        }
        if (end - begin != length) throw Bad($"{end - begin} bytes for a shape ({string.Join(", ", shape)}) of {length} bytes");
        return new(name, typeName, shape, begin, end);

        long[]? Numbers(string property)
        {
            if (!entry.TryGetProperty(property, out var array) || array.ValueKind != JsonValueKind.Array) return null;
            var numbers = new List<long>();
            foreach (var item in array.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number < 0) return null;
                numbers.Add(number);
            }
            return [.. numbers];
        }
    }
}
