using System.Text.Json;

namespace Microsoft.ML.DeepModels.Tests.Batching.Augmenting;

/// <summary>What is in Golden/augmentation.json, which build/golden/augmentation_golden.py makes with torchvision.</summary>
public sealed record AugmentationGolden(int Height, int Width, AugmentationGolden.Color[] Colors, AugmentationGolden.Change[] Geometry, AugmentationGolden.Crop[] Crops, AugmentationGolden.Strength[] Levels)
{
    private static readonly JsonSerializerOptions s_options = new() { PropertyNameCaseInsensitive = true };

    public static AugmentationGolden Instance { get; } = JsonSerializer.Deserialize<AugmentationGolden>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "augmentation.json")), s_options)!;

    /// <summary>The picture that the script calls picture(channels), (height, width, channels) from 0 to 1.</summary>
    public float[] Picture(int channels) => [.. Enumerable.Range(0, Height * Width * channels).Select(i => (40 + i * 7919 % 2003 % 160) / 255f)];

    public sealed record Color(string Operation, float Value, int Channels, float[] Result);

    public sealed record Change(string Operation, double Level, float[] Result, bool[] Seen);

    public sealed record Crop(int[] Window, float[] Result);

    public sealed record Strength(string Operation, int Magnitude, double Level, bool Signed);
}
