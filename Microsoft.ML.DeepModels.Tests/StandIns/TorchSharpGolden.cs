using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>The operations that build/golden/torch_golden.py ran with PyTorch, by name.</summary>
internal static class TorchSharpGolden
{
    private static readonly Lazy<Dictionary<string, JsonElement>> All = new(() =>
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", "torch.json");
        return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllBytes(path))!;
    });

    public static IReadOnlyCollection<string> Names => All.Value.Keys;

    public static JsonElement Case(string name) => All.Value[name];

    /// <summary>A tensor as the script wrote it.</summary>
    public static Tensor Read(JsonElement element)
    {
        long[] shape = element.GetProperty("shape").Deserialize<long[]>()!;
        var values = element.GetProperty("values").EnumerateArray();
        return element.GetProperty("type").GetString() switch
        {
            "float32" => torch.tensor(values.Select(Number).ToArray(), shape),
            "int64" => torch.tensor(values.Select(value => value.GetInt64()).ToArray(), shape),
            "bool" => torch.tensor(values.Select(value => value.GetBoolean()).ToArray(), shape),
            var type => throw new NotSupportedException(type)
        };
    }

    public static float Number(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? value.GetSingle()
        : value.GetString() switch { "nan" => float.NaN, "inf" => float.PositiveInfinity, _ => float.NegativeInfinity };
}
