using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Computes <see cref="AnomalyDetectionMetrics"/> in one pass over scored rows. A label above 0 is an anomaly.</summary>
internal static class AnomalyDetectionEvaluation
{
    // Like the official evaluator, whose other metric of that rate nobody can see, it keeps rows for it.
    private const double FalsePositiveRate = 0.01;

    public static AnomalyDetectionMetrics Evaluate(IHostEnvironment env, IDataView data, string labelName, string scoreName,
        string predictedLabelName, int falsePositives)
    {
        var label = EvaluatedColumns.Find(env, data.Schema, "Label", labelName);
        var score = EvaluatedColumns.Find(env, data.Schema, "Score", scoreName);
        EvaluatedColumns.Find(env, data.Schema, "PredictedLabel", predictedLabelName);
        if (score.Type != NumberDataViewType.Single)
            throw env.ExceptSchemaMismatch("schema", "score", scoreName, "Single", score.Type.ToString());
        if (label.Type != NumberDataViewType.Single && label.Type.GetKeyCount() != 2)
            throw env.ExceptSchemaMismatch("schema", "label", labelName, "Single or a Key with cardinality 2", label.Type.ToString());

        var rows = new List<(bool Anomaly, float Score)>();
        var host = env.Register(nameof(AnomalyDetectionEvaluation));
        using (var cursor = data.GetRowCursor([label, score]))
        {
            var getLabel = EvaluatedColumns.LabelGetter(cursor, cursor.Schema[label.Index]);
            var getScore = cursor.GetGetter<float>(cursor.Schema[score.Index]);
            float truth = 0, value = 0;
            while (cursor.MoveNext())
            {
                host.CheckAlive();
                getLabel(ref truth);
                getScore(ref value);
                if (!float.IsNaN(truth) && float.IsFinite(value)) rows.Add((truth > 0, value));
            }
        }
        var anomalies = rows.Count(r => r.Anomaly);
        if (anomalies == 0) throw Contracts.ExceptParam("PosSample", "AUC is not defined when there is no positive class in the data");
        if (anomalies == rows.Count) throw Contracts.ExceptParam("NegSample", "AUC is not defined when there is no negative class in the data");
        return new AnomalyDetectionMetrics(AreaUnderRocCurve(rows, anomalies), DetectionRate(rows, anomalies, falsePositives));
    }

    /// <summary>By ranks: the pairs in which the anomaly scores higher, and half of those that score the same.</summary>
    private static double AreaUnderRocCurve(List<(bool Anomaly, float Score)> rows, int anomalies)
    {
        double pairs = 0, below = 0;
        foreach (var equal in rows.GroupBy(r => r.Score).OrderBy(g => g.Key))
        {
            double found = equal.Count(r => r.Anomaly), others = equal.Count() - found;
            pairs += found * (below + others / 2);
            below += others;
        }
        return pairs / ((double)anomalies * (rows.Count - anomalies));
    }

    /// <summary>The part of the anomalies before the first false positive that is one too many.</summary>
    private static double DetectionRate(List<(bool Anomaly, float Score)> rows, int anomalies, int falsePositives)
    {
        double found = 0;
        foreach (var (anomaly, _) in Highest(rows, anomalies, falsePositives))
        {
            if (anomaly) found++;
            else if (--falsePositives < 0) break;
        }
        return found / anomalies;
    }

    /// <summary>
    /// The rows from the highest score on, down to a number of false positives. As officially, a row that comes when that number is reached
    /// and scores below all before it is left out, even if no further false positive comes above it: so the result can depend on the order of rows.
    /// </summary>
    private static (bool Anomaly, float Score)[] Highest(List<(bool Anomaly, float Score)> rows, int anomalies, int falsePositives)
    {
        double enough = Math.Max(Math.Max(falsePositives, anomalies), FalsePositiveRate * (rows.Count - anomalies));
        var kept = new ScoreHeap();
        double seen = 0;
        foreach (var row in rows)
        {
            var full = seen >= Math.Ceiling(enough);
            if (full && row.Score < kept.Lowest) continue;
            kept.Add(row);
            if (row.Anomaly) continue;
            seen++;
            if (!full) continue;
            while (kept.Take().Anomaly) { }
        }
        var sorted = new (bool Anomaly, float Score)[kept.Count];
        for (var i = sorted.Length - 1; i >= 0; i--) sorted[i] = kept.Take();
        return sorted;
    }
}
