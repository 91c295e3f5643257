using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Interop;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>
/// What network.json says: the format version first, the family, and the family's own settings. Plain data; no code, no
/// paths, no device. I own the reading and writing and the errors; what the properties mean belongs to the family.
/// </summary>
internal sealed class ModelDescription
{
    /// <summary>The newest format that is read. Raised when an older library could not understand what is written now.</summary>
    public const int FormatVersion = 2;

    /// <summary>The format of whatever needs no newer one, so that older libraries read it, too.</summary>
    private const int OldestFormat = 1;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private readonly JsonObject _json;

    public ModelDescription(string family)
    {
        _json = new JsonObject
        {
            ["formatVersion"] = OldestFormat,
            ["family"] = family,
            ["writtenBy"] = "Microsoft.ML.DeepModels " + typeof(ModelDescription).Assembly.GetName().Version!.ToString(3)
        };
    }

    private ModelDescription(JsonObject json) => _json = json;

    /// <summary>Says that a library which does not know this format would misunderstand what is written.</summary>
    public void RequireFormat(int version) => _json["formatVersion"] = Math.Max(version, GetInteger("formatVersion"));

    /// <summary>Adds or replaces a property; null is written as such.</summary>
    public void Set(string property, JsonNode? value) => _json[property] = value;

    /// <summary>A property that may be absent or null.</summary>
    public JsonNode? Find(string property) => _json[property];

    /// <summary>A property that has to be there.</summary>
    public JsonNode Get(string property) =>
        _json[property] ?? throw new InvalidDataException($"{ModelLoader.DescriptionEntry} has no '{property}': it is damaged.");

    /// <summary>A text that has to be there.</summary>
    public string GetText(string property) =>
        Get(property) is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0
            ? text
            : throw new InvalidDataException($"{ModelLoader.DescriptionEntry}: '{property}' should be a text, got {Get(property).ToJsonString()}.");

    /// <summary>A whole number that has to be there.</summary>
    public int GetInteger(string property) =>
        Get(property) is JsonValue value && value.TryGetValue(out int number)
            ? number
            : throw new InvalidDataException($"{ModelLoader.DescriptionEntry}: '{property}' should be a whole number, got {Get(property).ToJsonString()}.");

    /// <summary>Writes the description as an entry of the model file.</summary>
    public void Write(IModelWriter writer) =>
        writer.Write(ModelLoader.DescriptionEntry, stream => JsonSerializer.Serialize(stream, _json, s_indented));

    /// <summary>Reads the description, the version first.</summary>
    public static ModelDescription Read(IModelReader reader)
    {
        var json = reader.Read(ModelLoader.DescriptionEntry, Parse);
        var description = new ModelDescription(json);
        int version = description.GetInteger("formatVersion");
        if (version is < OldestFormat or > FormatVersion)
        {
            throw new InvalidDataException(
                $"{ModelLoader.DescriptionEntry} is of format {version}, but this version of Microsoft.ML.DeepModels reads {OldestFormat} to {FormatVersion}. " +
                "Update the package Microsoft.ML.DeepModels to the version that saved the model, or a later one.");
        }
        return description;
    }

    private static JsonObject Parse(Stream stream)
    {
        try
        {
            var json = JsonNode.Parse(stream, null, new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new InvalidDataException($"{ModelLoader.DescriptionEntry} is not a JSON object: it is damaged.");
            _ = json.ToJsonString(); // reads every text, which may still be no legal UTF-8
            return json;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"{ModelLoader.DescriptionEntry} is not JSON: {e.Message}", e);
        }
    }
}
