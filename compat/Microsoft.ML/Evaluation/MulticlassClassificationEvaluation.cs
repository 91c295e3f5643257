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
    private long _unlabeled;
    private long _badLabels;
    private long _badScores;
    private long _unknownClasses;

    private MulticlassClassificationEvaluation(int classCount)
    {
        _classCount = classCount;
        (_scores, _rows, _losses, _ranks) = (new float[classCount], new double[classCount], new double[classCount], new double[classCount + 1]);
        _confusion = Enumerable.Range(0, classCount).Select(_ => new double[classCount]).ToArray();
    }

    public static MulticlassClassificationMetrics Evaluate(IHostEnvironment env, IDataView data, string labelName, string scoreName,
        string predictedLabelName, int topK)
    {
        var label = EvaluatedColumns.Find(env, data.Schema, "label", labelName);
        var score = EvaluatedColumns.Find(env, data.Schema, "score", scoreName);
        EvaluatedColumns.Find(env, data.Schema, "predicted label", predictedLabelName);
        if (score.Type is not VectorDataViewType { Size: >= 2 } scores || scores.ItemType != NumberDataViewType.Single)
            throw env.ExceptSchemaMismatch("schema", "score", scoreName, "vector of two or more items of type Single", score.Type.ToString());
        if (label.Type != NumberDataViewType.Single && label.Type is not KeyDataViewType)
            throw env.ExceptSchemaMismatch("schema", "label", labelName, "Single or Key", label.Type.ToString());

        var evaluation = new MulticlassClassificationEvaluation(scores.Size);
        var host = env.Register(nameof(MulticlassClassificationEvaluation));
        using (var channel = host.Start("Evaluate"))
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
            evaluation.Warn(channel);
        }
        return evaluation.ToMetrics(topK, ClassNames(score, scores.Size));
    }

    private void Add(float label, VBuffer<float> scores)
    {
        if (float.IsNaN(label))
        {
            _unlabeled++;
            return;
        }
        if (label < 0 || label != (int)label)
        {
            _badLabels++;
            return;
        }
        foreach (var s in scores.GetValues())
        {
            if (float.IsFinite(s)) continue;
            _badScores++;
            return;
        }
        scores.CopyTo(_scores);
        _rowCount++;

        var truth = (int)label;
        if (truth >= _classCount) // a class that the training data did not have
        {
            _unknownClasses++;
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

    private void Warn(IChannel channel)
    {
        if (_unlabeled > 0) channel.Warning($"Encountered {_unlabeled} unlabeled instances during testing.");
        if (_badScores > 0) channel.Warning($"The predictor produced non-finite prediction values on {_badScores} instances during testing. " +
            "Possible causes: abnormal data or the predictor is numerically unstable.");
        if (_unknownClasses > 0) channel.Warning($"Found {_unknownClasses} test instances with class values not seen in the training set. " +
            "LogLoss is reported higher than usual because of these instances.");
        if (_badLabels > 0) channel.Warning($"Found {_badLabels} test instances with labels that are either negative or non integers. " +
            "These instances were ignored");
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
