using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Computes <see cref="MulticlassClassificationMetrics"/> in one pass over scored rows.</summary>
internal sealed class MulticlassClassificationEvaluation
{
    private const float SmallestProbability = 1e-15f;

    private readonly int _classCount;
    private readonly float[] _scores;
    private readonly double[] _rows;      // by true class
    private readonly double[] _losses;    // by true class
    private readonly double[] _ranks;     // rows whose true class came at this place; the last place is for classes the scores do not have
    private readonly double[][] _confusion;
    private double _rowCount;
    private double _lossSum;

    private MulticlassClassificationEvaluation(int classCount)
    {
        _classCount = classCount;
        (_scores, _rows, _losses, _ranks) = (new float[classCount], new double[classCount], new double[classCount], new double[classCount + 1]);
        _confusion = Enumerable.Range(0, classCount).Select(_ => new double[classCount]).ToArray();
    }

    public static MulticlassClassificationMetrics Evaluate(IHostEnvironment env, IDataView data, string labelName, string scoreName,
        string predictedLabelName, int topK)
    {
        var label = EvaluatedColumns.Find(env, data.Schema, "Label", labelName);
        var score = EvaluatedColumns.Find(env, data.Schema, "Score", scoreName);
        EvaluatedColumns.Find(env, data.Schema, "PredictedLabel", predictedLabelName);
        if (score.Type is not VectorDataViewType { Size: >= 2 } scores || scores.ItemType != NumberDataViewType.Single)
            throw env.ExceptSchemaMismatch("schema", "score", scoreName, "vector of two or more items of type Single", score.Type.ToString());
        if (label.Type != NumberDataViewType.Single && label.Type is not KeyDataViewType)
            throw env.ExceptSchemaMismatch("schema", "label", labelName, "Single or Key", label.Type.ToString());

        var evaluation = new MulticlassClassificationEvaluation(scores.Size);
        var host = env.Register(nameof(MulticlassClassificationEvaluation));
        using (var cursor = data.GetRowCursor([label, score]))
        {
            var getLabel = EvaluatedColumns.LabelGetter(cursor, cursor.Schema[label.Index]);
            var getScores = cursor.GetGetter<VBuffer<float>>(cursor.Schema[score.Index]);
            float value = 0;
            VBuffer<float> buffer = default;
            while (cursor.MoveNext())
            {
                host.CheckAlive();
                getLabel(ref value);
                getScores(ref buffer);
                evaluation.Add(value, buffer);
            }
        }
        return evaluation.ToMetrics(topK, ClassNames(score, scores.Size));
    }

    private void Add(float label, VBuffer<float> scores)
    {
        // Rows without a label, without a class, or with a score that is no number do not count.
        if (float.IsNaN(label) || label < 0 || label != (int)label) return;
        foreach (var s in scores.GetValues())
            if (!float.IsFinite(s))
                return;
        scores.CopyTo(_scores);
        _rowCount++;

        var truth = (int)label;
        if (truth >= _classCount) // a class that the training data did not have
        {
            _lossSum -= Math.Log(SmallestProbability);
            _ranks[_scores.Count(s => s >= 0)]++;
            return;
        }

        var loss = -Math.Log(Math.Min(1, Math.Max(SmallestProbability, _scores[truth])));
        var (rank, assigned) = (0, 0);
        for (var i = 0; i < _scores.Length; i++)
        {
            if (_scores[i] > _scores[truth] || (_scores[i] == _scores[truth] && i < truth)) rank++; // of equal scores the first comes first
            if (_scores[assigned] < _scores[i]) assigned = i;
        }
        _lossSum += loss;
        _losses[truth] += loss;
        _rows[truth]++;
        _ranks[rank]++;
        _confusion[truth][assigned]++;
    }

    private MulticlassClassificationMetrics ToMetrics(int topK, string[] classNames)
    {
        var seen = Enumerable.Range(0, _classCount).Where(i => _rows[i] > 0).ToArray();
        var logLoss = _rowCount > 0 ? _lossSum / _rowCount : 0;
        var entropy = -seen.Sum(i => _rows[i] * Math.Log(_rows[i] / _rowCount)) / _rowCount;
        double[] topAccuracies = null;
        if (topK > 0)
        {
            if (topK > _ranks.Length) throw new IndexOutOfRangeException($"There is no top {topK} of {_classCount} classes.");
            topAccuracies = _ranks.Take(topK).Select(r => r / _rowCount).ToArray();
            for (var k = 1; k < topAccuracies.Length; k++) topAccuracies[k] += topAccuracies[k - 1];
        }
        return new MulticlassClassificationMetrics(
            accuracyMicro: _rowCount > 0 ? _ranks[0] / _rowCount : 0,
            accuracyMacro: seen.Length > 0 ? seen.Average(i => _confusion[i][i] / _rows[i]) : 0,
            logLoss,
            logLossReduction: (entropy - logLoss) / entropy,
            topK,
            topAccuracies,
            perClassLogLoss: _losses.Select((l, i) => _rows[i] > 0 ? l / _rows[i] : 0).ToArray(),
            new ConfusionMatrix(_confusion, classNames));
    }

    // The slots of the scores name the classes; without names it is their numbers.
    private static string[] ClassNames(DataViewSchema.Column score, int count)
    {
        if (score.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.SlotNames)?.Type is not VectorDataViewType { ItemType: TextDataViewType } type
            || type.Size != count)
            return Enumerable.Range(0, count).Select(i => $"{i}").ToArray();
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref names);
        return names.DenseValues().Select(n => n.ToString()).ToArray();
    }
}
