using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Benchmarks.Harness;

/// <summary>Views of made data, and how they are read.</summary>
internal static class BenchmarkViews
{
    /// <summary>Random features from 0 to 1 with random labels, the same each time.</summary>
    /// <param name="mlContext">where it belongs to</param>
    /// <param name="count">the number of rows</param>
    /// <param name="shape">of a row's features</param>
    public static IDataView Create(MLContext mlContext, int count, TensorShape shape)
    {
        var random = new Random(1);
        var rows = new List<BenchmarkRow>(count);
        for (int i = 0; i < count; i++)
        {
            float[] features = new float[shape.ElementCount];
            for (int j = 0; j < features.Length; j++) features[j] = random.NextSingle();
            rows.Add(new BenchmarkRow { Features = features, Label = (uint)random.Next(ReferenceCase.Classes) });
        }
        SchemaDefinition schema = SchemaDefinition.Create(typeof(BenchmarkRow));
        schema[nameof(BenchmarkRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, shape.ToArray());
        return mlContext.Data.LoadFromEnumerable(rows, schema);
    }

    /// <summary>Reads a column of vectors of every row, and returns the number of rows.</summary>
    public static int ReadAll(IDataView view, string name)
    {
        DataViewSchema.Column column = view.Schema[name];
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> values = default;
        int rows = 0;
        for (; cursor.MoveNext(); rows++) getter(ref values);
        return rows;
    }
}
