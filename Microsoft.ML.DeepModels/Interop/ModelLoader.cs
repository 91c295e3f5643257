using System.Reflection;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ITransformer), typeof(ModelLoader), null, typeof(SignatureLoadModel), "Deep model", ModelFile.LoaderSignature)]

namespace Microsoft.ML.DeepModels.Interop;

/// <summary>
/// The one loader of all families: ML.NET finds it by the header of the model file, and it finds the family by its name in
/// network.json. I know no family; each says its name with <see cref="ModelFamilyAttribute"/>
/// and has an internal static method <c>ITransformer Load(IHostEnvironment, IModelReader)</c>.
/// </summary>
internal static class ModelLoader
{
    /// <summary>The entry that describes the model; its property "family" names the family.</summary>
    public const string DescriptionEntry = "network.json";

    private const string LoadMethod = "Load";

    /// <summary>Called by ML.NET, through reflection.</summary>
    public static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(ctx);
        var reader = ModelFile.Open(ctx);
        string family = reader.Read(DescriptionEntry, ReadFamily);
        var type = typeof(ModelLoader).Assembly.GetTypes().FirstOrDefault(t => t.GetCustomAttribute<ModelFamilyAttribute>()?.Name == family)
            ?? throw new InvalidDataException(
                $"The model file is of the family '{family}', which this version of Microsoft.ML.DeepModels does not know. Update the package.");
        var load = type.GetMethod(LoadMethod, BindingFlags.NonPublic | BindingFlags.Static, [typeof(IHostEnvironment), typeof(IModelReader)])
            ?? throw new MissingMethodException(type.FullName, LoadMethod);
        return load.CreateDelegate<Func<IHostEnvironment, IModelReader, ITransformer>>()(env, reader);
    }

    private static string ReadFamily(Stream stream)
    {
        try
        {
            using var json = JsonDocument.Parse(stream);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("family", out var family)
                && family.ValueKind == JsonValueKind.String)
            {
                return family.GetString()!;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter for a text that is no legal UTF-8
        {
            throw new InvalidDataException($"The entry '{DescriptionEntry}' of the model file is not JSON: {e.Message}", e);
        }
        throw new InvalidDataException($"The entry '{DescriptionEntry}' of the model file does not name its family: it is damaged.");
    }
}
