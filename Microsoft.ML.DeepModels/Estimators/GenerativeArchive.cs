using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Reads what a <see cref="GenerativeNetworkTransformer"/> has saved.</summary>
internal static class GenerativeArchive
{
    /// <param name="env">says on which device the model is to be</param>
    /// <param name="reader">the model file</param>
    /// <param name="parse">the family's network, from the JSON that its definition wrote</param>
    /// <returns>the model, which the caller owns</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static (GenerativeModel Model, GenerativeSettings Settings) Read(IHostEnvironment env, IModelReader reader, Func<JsonNode, GenerativeDefinition> parse)
    {
        var description = ModelDescription.Read(reader);
        var definition = parse(description.Get("network"));
        var settings = GenerativeSettings.Read(description, definition);
        return (GenerativeModel.Read(env, reader, definition), settings);
    }
}
