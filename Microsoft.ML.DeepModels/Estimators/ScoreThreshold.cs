using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Chooses the score above which a row is an anomaly.</summary>
internal static class ScoreThreshold
{
    /// <summary>The lowest score of a row for which at most the wanted part of the rows is above it.</summary>
    /// <param name="rows">the training rows with their scores</param>
    /// <param name="column">the scores; NaN does not count</param>
    /// <param name="rate">in [0, 1)</param>
    public static float Of(IDataView rows, string column, double rate)
    {
        var scores = new List<float>();
        var scored = rows.Schema[column];
        using (var cursor = rows.GetRowCursor([scored]))
        {
            var getter = cursor.GetGetter<float>(scored);
            float score = 0;
            while (cursor.MoveNext())
            {
                getter(ref score);
                if (!float.IsNaN(score)) scores.Add(score);
            }
        }
        if (scores.Count == 0) throw new InvalidOperationException("No training row has a score, so no threshold can be chosen.");
        scores.Sort();
        int above = (int)Math.Min(Math.Floor(rate * scores.Count * (1 + 1e-12)), scores.Count - 1);
        float threshold = scores[scores.Count - 1 - above];
        return float.IsFinite(threshold) ? threshold : throw new InvalidOperationException(
            $"The threshold that lets {rate} of the training rows through would be {threshold}: too many of them are too far off to be scored. Remove them, or bring the features to a similar scale.");
    }
}
