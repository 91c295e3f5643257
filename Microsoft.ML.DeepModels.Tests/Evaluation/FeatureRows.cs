using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.Evaluation;

/// <summary>Views of one feature column.</summary>
internal static class FeatureRows
{
    private static readonly MLContext s_ml = new(0);

    public static IDataView View(IReadOnlyList<float[]> rows, params int[] dimensions)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, dimensions.Length > 0 ? dimensions : [rows[0].Length]);
        return s_ml.Data.LoadFromEnumerable(rows.Select(r => new Row { Features = r }), schema);
    }

    /// <summary>Rows around a point, as many as wanted.</summary>
    public static float[][] Normal(int seed, int rows, int width, float mean = 0)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, width).Select(_ => mean + (float)Enumerable.Range(0, 12).Sum(_ => random.NextDouble() - 0.5)).ToArray())];
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
