using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Network definitions as JSON; strict, for model files come from anywhere.</summary>
internal static class NetworkJson
{
    // A residual block is two levels; networks made by hand stay far below.
    private const int MaxDepth = 64;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        AllowOutOfOrderMetadataProperties = true,
        MaxDepth = MaxDepth,
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new ShapeConverter() },
    };

    public static string Write(NetworkDefinition network) => JsonSerializer.Serialize(network, Options);

    public static NetworkDefinition Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<NetworkDefinition>(json, Options) ?? throw new FormatException("The network definition is null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new FormatException($"The network definition cannot be read: {e.Message}", e);
        }
    }

    private sealed class ShapeConverter : JsonConverter<TensorShape>
    {
        public override TensorShape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<int[]>(ref reader, options) ?? []);

        public override void Write(Utf8JsonWriter writer, TensorShape value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (int axis in value) writer.WriteNumberValue(axis);
            writer.WriteEndArray();
        }
    }
}
