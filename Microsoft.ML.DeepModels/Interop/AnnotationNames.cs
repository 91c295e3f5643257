using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Interop;

/// <summary>The names under which ML.NET keeps what belongs to a column.</summary>
internal static class AnnotationNames
{
    public const string KeyValues = AnnotationUtils.Kinds.KeyValues;
    public const string SlotNames = AnnotationUtils.Kinds.SlotNames;
    public const string TrainingLabelValues = AnnotationUtils.Kinds.TrainingLabelValues;
    public const string ScoreColumnSetId = AnnotationUtils.Kinds.ScoreColumnSetId;
    public const string ScoreColumnKind = AnnotationUtils.Kinds.ScoreColumnKind;
    public const string ScoreValueKind = AnnotationUtils.Kinds.ScoreValueKind;

    /// <summary>The values of ScoreColumnKind and ScoreValueKind that evaluators look for.</summary>
    public static class Values
    {
        public const string Multiclass = AnnotationUtils.Const.ScoreColumnKind.MulticlassClassification;
        public const string Regression = AnnotationUtils.Const.ScoreColumnKind.Regression;
        public const string AnomalyDetection = AnnotationUtils.Const.ScoreColumnKind.AnomalyDetection;
        public const string Score = AnnotationUtils.Const.ScoreValueKind.Score;
        public const string PredictedLabel = AnnotationUtils.Const.ScoreValueKind.PredictedLabel;
        public const string Probability = AnnotationUtils.Const.ScoreValueKind.Probability;
    }
}
