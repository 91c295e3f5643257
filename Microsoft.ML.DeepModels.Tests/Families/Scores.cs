using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.Families;

/// <summary>Reads a score column, whether it is a vector or a number.</summary>
internal static class Scores
{
    public static float[][] Of(IDataView scored, string column = "Score")
    {
        return scored.Schema[column].Type is VectorDataViewType
            ? [.. scored.GetColumn<float[]>(column)]
            : [.. scored.GetColumn<float>(column).Select(value => new[] { value })];
    }

    public static void AssertSame(float[][] expected, float[][] actual, float tolerance = 0)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
            for (int j = 0; j < expected[i].Length; j++) Assert.AreEqual(expected[i][j], actual[i][j], tolerance, $"row {i}, output {j}");
    }
}
