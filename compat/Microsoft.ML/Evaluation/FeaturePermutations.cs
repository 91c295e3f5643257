using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>Measures how much worse a model does when the values of one slot of its features are exchanged among the rows, slot by slot.</summary>
internal static class FeaturePermutations
{
    /// <returns>the difference of the metrics for each slot; empty without rows</returns>
    public static TResult[] Measure<TMetric, TResult>(IHostEnvironment env, ITransformer model, IDataView data, string features,
        Func<IDataView, TMetric> evaluate, Func<TMetric, TMetric, TMetric> delta, Func<TResult> newResult, int permutationCount, int? rowLimit)
        where TResult : IMetricsStatistics<TMetric>
    {
        var host = env.Register(nameof(FeaturePermutations));
        host.Check(rowLimit is null or > 0, "Provide how many examples to use (positive number) or set to null to use whole dataset.");
        var column = data.Schema[features];
        if (column.Type is not VectorDataViewType { Size: > 0 } type || type.ItemType != NumberDataViewType.Single)
            throw host.ExceptSchemaMismatch(nameof(data), "feature", features, "a vector of Single of known size", column.Type.ToString());

        using var channel = host.Start("GetImportanceMetrics");
        var baseline = evaluate(model.Transform(data));
        var random = new Random(host.Rand.Next());
        var results = new List<TResult>();
        for (var slot = 0; slot < type.Size; slot++)
        {
            var values = SlotValues(data, column, slot, rowLimit ?? int.MaxValue);
            if (values.Length == 0)
            {
                channel.Warning("Detected no examples for evaluation.");
                break;
            }
            var result = newResult();
            for (var i = 0; i < permutationCount; i++)
            {
                random.Shuffle(values);
                var permuted = Replace(host, data, column, slot, values);
                if (rowLimit == values.Length) permuted = new DataOperationsCatalog(env).TakeRows(permuted, values.Length);
                result.Add(delta(evaluate(model.Transform(permuted)), baseline));
            }
            results.Add(result);
        }
        return results.ToArray();
    }

    private static float[] SlotValues(IDataView data, DataViewSchema.Column column, int slot, int limit)
    {
        var values = new List<float>();
        using var cursor = data.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(cursor.Schema[column.Index]);
        VBuffer<float> features = default;
        while (values.Count < limit && cursor.MoveNext())
        {
            getter(ref features);
            values.Add(features.GetItemOrDefault(slot));
        }
        return values.ToArray();
    }

    // The view with one slot of the features taken from the values, by the position of the row.
    private static IDataView Replace(IHost host, IDataView data, DataViewSchema.Column column, int slot, float[] values)
    {
        GetterFactory makeGetter = (DataViewRow row, out Action disposer) =>
        {
            disposer = null;
            var getFeatures = row.GetGetter<VBuffer<float>>(row.Schema[column.Index]);
            VBuffer<float> features = default;
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> result) =>
            {
                getFeatures(ref features);
                features.CopyToDense(ref result);
                var editor = VBufferEditor.CreateFromBuffer(ref result);
                editor.Values[slot] = values[row.Position];
                result = editor.Commit();
            });
        };
        var output = new DataViewSchema.DetachedColumn(column.Name, column.Type, column.Annotations);
        IRowMapper Mapper(DataViewSchema schema) => new ColumnMapper(null, [new ColumnMapping(output, [column.Index], makeGetter)]);
        return new RowToRowMapperTransform(host, data, Mapper(data.Schema), Mapper);
    }
}
