using System.Text;
using System.Text.Json;

namespace Microsoft.ML.DeepModels.Tests.Backbones;

/// <summary>One backbone of Golden/backbones.json, which build/golden/backbones_golden.py makes with torchvision.</summary>
public sealed record BackboneGolden(
    string Name, int Size, Dictionary<string, long[]> Shapes, int[] OutputShape, double OutputLength, double Largest, float[] Outputs, double TrainedLength,
    Dictionary<string, double> Gradients, Dictionary<string, double> Buffers)
{
    private static readonly JsonSerializerOptions s_options = new() { PropertyNameCaseInsensitive = true };

    private static readonly Lazy<File> s_file = new(static () => JsonSerializer.Deserialize<File>(
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "backbones.json")), s_options)!);

    public static IReadOnlyList<BackboneGolden> All => s_file.Value.Backbones;

    /// <summary>By the new size of a grid, what becomes of the 17 vectors of 3 numbers called "positions".</summary>
    public static Dictionary<string, float[]> Positions => s_file.Value.Positions;

    public static BackboneGolden Named(string name) => All.Single(golden => golden.Name == name);

    /// <summary>The numbers that the script calls numbers(name, count), times a factor plus an offset.</summary>
    public static float[] Numbers(string name, long count, float factor = 1, float offset = 0)
    {
        uint seed = 2166136261;
        foreach (byte letter in Encoding.UTF8.GetBytes(name)) seed = (seed ^ letter) * 16777619;
        var numbers = new float[count];
        for (uint i = 0; i < numbers.Length; i++)
        {
            uint hash = i * 2654435761 + seed;
            hash ^= hash >> 15;
            hash *= 0x2c1b3c6d;
            hash ^= hash >> 12;
            numbers[i] = offset + factor * ((hash >> 8) / 16777216f - 0.5f);
        }
        return numbers;
    }

    /// <summary>The values of a parameter or buffer of torchvision's, in the order of its axes.</summary>
    public static float[] Values(string name, long[] shape)
    {
        long count = shape.Aggregate(1L, (product, axis) => product * axis);
        string last = name[(name.LastIndexOf('.') + 1)..];
        if (last is "layer_scale" or "class_token" or "pos_embedding") return Numbers(name, count);
        if (last == "running_var") return Numbers(name, count, 0.4f, 1);
        if (name.EndsWith("bn3.weight")) return Numbers(name, count, 0.1f, 0.2f);
        if (shape.Length == 1) return last == "weight" ? Numbers(name, count, 0.4f, 0.8f) : Numbers(name, count, 0.2f);
        return Numbers(name, count, (float)Math.Sqrt(24.0 / (count / shape[0])));
    }

    private sealed record File(Dictionary<string, float[]> Positions, BackboneGolden[] Backbones);
}
