using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Computes <see cref="RegressionMetrics"/> in one pass over scored rows.</summary>
internal static class RegressionEvaluation
{
    public static RegressionMetrics Evaluate(IHostEnvironment env, IDataView data, string labelName, string scoreName)
    {
        var label = EvaluatedColumns.Find(env, data.Schema, "Label", labelName);
        var score = EvaluatedColumns.Find(env, data.Schema, "Score", scoreName);
        foreach (var (role, column) in new[] { ("score", score), ("label", label) })
            if (column.Type != NumberDataViewType.Single)
                throw env.ExceptSchemaMismatch("schema", role, column.Name, "Single", column.Type.ToString());

        double rows = 0, absolute = 0, squared = 0, labels = 0, labelsSquared = 0;
        var host = env.Register(nameof(RegressionEvaluation));
        using (var cursor = data.GetRowCursor([label, score]))
        {
            var getLabel = cursor.GetGetter<float>(cursor.Schema[label.Index]);
            var getScore = cursor.GetGetter<float>(cursor.Schema[score.Index]);
            float truth = 0, predicted = 0;
            while (cursor.MoveNext())
            {
                host.CheckAlive();
                getLabel(ref truth);
                getScore(ref predicted);
                if (float.IsNaN(truth) || float.IsNaN(predicted)) continue;
                var error = Math.Abs((double)truth - predicted);
                rows++;
                absolute += error;
                squared += error * error;
                labels += truth;
                labelsSquared += (double)truth * truth;
            }
        }
        if (rows == 0) return new RegressionMetrics(0, 0, 0, 0, 0);

        // Without at least two different labels there is nothing to explain.
        var spread = labelsSquared - labels * labels / rows;
        var meanSquared = squared / rows;
        return new RegressionMetrics(absolute / rows, meanSquared, Math.Sqrt(meanSquared), meanSquared, spread == 0 ? double.NaN : 1 - squared / spread);
    }
}
