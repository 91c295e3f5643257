using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>What the training rows were like, value by value: the networks work on numbers around 0, and generated rows are in the units of these.</summary>
/// <param name="Mean">what is 0 to the networks; 0 for values of keys</param>
/// <param name="Unit">what is 1 to the networks: the standard deviation, 1 for constants and for values of keys</param>
/// <param name="Minimum">the least that came; generated values are not below it</param>
/// <param name="Maximum">the largest that came; generated values are not above it</param>
/// <param name="IsWhole">whether only whole numbers came; generated values are rounded to them</param>
internal sealed record RowScale(float[] Mean, float[] Unit, float[] Minimum, float[] Maximum, bool[] IsWhole)
{
    // Below it a deviation is nothing but what Single cannot hold.
    private const double Constant = 1e-7;

    public int Width => Mean.Length;

    /// <summary>That of rows which have been looked at.</summary>
    /// <param name="range">of all training rows</param>
    /// <param name="keys">values that are left as they are</param>
    public static RowScale Of(FeatureRange range, IReadOnlyList<ValueBlock> keys)
    {
        int width = range.Mean.Length;
        var scale = new RowScale(new float[width], new float[width], new float[width], new float[width], new bool[width]);
        for (int i = 0; i < width; i++)
        {
            double deviation = range.Deviation(i);
            bool key = keys.Any(block => i >= block.Offset && i < block.Offset + block.Width);
            scale.Mean[i] = key ? 0 : (float)range.Mean[i];
            scale.Unit[i] = key || !(deviation > Constant * Math.Abs(range.Mean[i])) || (float)deviation is 0 or float.PositiveInfinity ? 1 : (float)deviation;
            scale.Minimum[i] = (float)range.Minimum[i];
            scale.Maximum[i] = (float)range.Maximum[i];
            scale.IsWhole[i] = range.IsWhole(i);
        }
        return scale;
    }

    public JsonObject ToJson() => new()
    {
        ["mean"] = Numbers(Mean),
        ["unit"] = Numbers(Unit),
        ["minimum"] = Numbers(Minimum),
        ["maximum"] = Numbers(Maximum),
        ["whole"] = new JsonArray([.. IsWhole.Select(whole => (JsonNode)whole)])
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static RowScale FromJson(JsonNode json, int width)
    {
        var scale = new RowScale(Numbers(json["mean"]), Numbers(json["unit"]), Numbers(json["minimum"]), Numbers(json["maximum"]),
            [.. json["whole"]!.AsArray().Select(whole => whole!.GetValue<bool>())]);
        float[][] all = [scale.Mean, scale.Unit, scale.Minimum, scale.Maximum];
        if (scale.IsWhole.Length != width || all.Any(numbers => numbers.Length != width || !numbers.All(float.IsFinite)) || !scale.Unit.All(unit => unit > 0))
            throw new FormatException($"the scale does not fit rows of {width} values");
        return scale;
    }

    private static JsonArray Numbers(float[] numbers) => new([.. numbers.Select(number => (JsonNode)number)]);

    private static float[] Numbers(JsonNode? json) => [.. json!.AsArray().Select(number => number!.GetValue<float>())];
}
