using System.Text.Json;

namespace Microsoft.ML.DeepModels.Tests.Layers;

/// <summary>One case of Golden/sequences.json, which build/golden/sequence_golden.py makes with PyTorch.</summary>
public sealed record GoldenSequences(
    string Name, bool Training, JsonElement Network, int[]? Lengths, int[]? OutputLengths, int[] OutputShape, float[] Output,
    float[] InputGradient, Dictionary<string, float[]> Gradients, Dictionary<string, float[]> Buffers)
{
    /// <summary>The rows of a batch, and the steps of the longest.</summary>
    public const int Batch = 3, Steps = 5;

    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    public static IReadOnlyList<GoldenSequences> All { get; } = JsonSerializer.Deserialize<GoldenSequences[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "sequences.json")), Options)!;

    public override string ToString() => Name;
}
