using System.Text.Json;

namespace Microsoft.ML.DeepModels.Tests.Training;

/// <summary>The numbers that build/golden/optimizers_golden.py computed with PyTorch.</summary>
internal static class TrainingGolden
{
    private static readonly Lazy<JsonElement> Root = new(() =>
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", "optimizers.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    });

    public static JsonElement Get(params string[] path) => path.Aggregate(Root.Value, (element, name) => element.GetProperty(name));

    public static float[] Floats(params string[] path) => Get(path).Deserialize<float[]>()!;

    public static double[] Doubles(params string[] path) => Get(path).Deserialize<double[]>()!;
}
