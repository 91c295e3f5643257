using System.Text.Json;

namespace Microsoft.ML.DeepModels.Tests.Layers;

/// <summary>One case of Golden/layers.json, which build/golden/layers_golden.py makes with PyTorch.</summary>
public sealed record GoldenNetwork(
    string Name, bool Training, JsonElement Network, int[] OutputShape, float[] Output, float[] InputGradient,
    Dictionary<string, float[]> Gradients, Dictionary<string, float[]> Buffers)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    public static IReadOnlyList<GoldenNetwork> All { get; } = JsonSerializer.Deserialize<GoldenNetwork[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "layers.json")), Options)!;

    /// <summary>The numbers that the script calls number(count, k), times a factor.</summary>
    public static float[] Numbers(long count, long k, double factor = 1)
    {
        var numbers = new float[count];
        for (long i = 0; i < count; i++) numbers[i] = (float)((((i * 7919 + k * 104729) % 2003) / 2003.0 - 0.5) * factor);
        return numbers;
    }

    public override string ToString() => Name;
}
