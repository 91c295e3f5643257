using System.Text.Json;
using Microsoft.ML.DeepModels.Evaluation;

namespace Microsoft.ML.DeepModels.Tests.Evaluation;

/// <summary>Numbers of build/golden/generative_golden.py.</summary>
internal static class GenerativeGolden
{
    private static readonly JsonElement s_root =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "generative.json"))).RootElement;

    public static JsonElement Blocks => s_root.GetProperty("blocks");

    public static JsonElement Case(string name) => s_root.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    public static float[][] Rows(JsonElement golden, string name) =>
        [.. golden.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.GetSingle()).ToArray())];

    public static void AssertNear(JsonElement golden, string name, GenerativeMetrics? actual)
    {
        Assert.IsNotNull(actual);
        var expected = golden.GetProperty(name);
        Near("frechet", actual.FrechetDistance, 1e-6);
        Near("kernel", actual.KernelDistance, 1e-6);
        Near("precision", actual.Precision, 1e-12);
        Near("recall", actual.Recall, 1e-12);

        void Near(string metric, double value, double tolerance)
        {
            double truth = expected.GetProperty(metric).GetDouble();
            Assert.AreEqual(truth, value, tolerance * Math.Max(1, Math.Abs(truth)), $"{name}, {metric}");
        }
    }
}
