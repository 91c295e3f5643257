using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Scoring;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Classes: softmax probabilities and the key of the most probable class.</summary>
internal sealed class MulticlassTask : PredictionTask
{
    public const string Name = "multiclass";

    private readonly int _classes;
    private readonly LabelValues? _labels;
    private readonly string _score;
    private readonly string _predictedLabel;

    /// <param name="classes">the number of classes: the count of the label's key type</param>
    /// <param name="labels">what the keys stand for; null: nothing is known of it</param>
    /// <param name="score">the name of the score column</param>
    /// <param name="predictedLabel">the name of the predicted label column</param>
    public MulticlassTask(int classes, LabelValues? labels, string score, string predictedLabel)
    {
        _classes = classes;
        _labels = labels;
        _score = score;
        _predictedLabel = predictedLabel;
    }

    public override int OutputCount => _classes;

    public override Func<Tensor, Tensor> Activation => logits => nn.functional.softmax(logits, 1);

    public override IReadOnlyList<ScoredColumn> Columns(DataViewSchema input)
    {
        uint setId = ScoreAnnotations.NextSetId(input);
        var score = ScoreAnnotations.Start(setId, AnnotationNames.Values.Multiclass, AnnotationNames.Values.Score);
        var predicted = ScoreAnnotations.Start(setId, AnnotationNames.Values.Multiclass, AnnotationNames.Values.PredictedLabel);
        if (_labels is not null)
        {
            if (_labels.ItemType is TextDataViewType) _labels.AddTo(score, AnnotationNames.SlotNames);
            _labels.AddTo(score, AnnotationNames.TrainingLabelValues);
            _labels.AddTo(predicted, AnnotationNames.KeyValues);
        }
        return
        [
            new LargestScoreColumn(_predictedLabel, 0, _classes, predicted.ToAnnotations()),
            new VectorScoreColumn(_score, 0, _classes, score.ToAnnotations())
        ];
    }

    public override void Describe(ModelDescription description)
    {
        description.Set("task", Name);
        description.Set("classes", _classes);
        description.Set("scoreColumn", _score);
        description.Set("predictedLabelColumn", _predictedLabel);
        description.Set("labels", _labels?.ToJson());
    }

    public static MulticlassTask ReadTask(ModelDescription description)
    {
        int classes = description.GetInteger("classes");
        if (classes < 2) throw new InvalidDataException($"The model has {classes} classes, expected 2 or more: it is damaged.");
        var labels = description.Find("labels") is { } json ? LabelValues.FromJson(json) : null;
        if (labels is not null && labels.Count != classes)
            throw new InvalidDataException($"The model has {classes} classes, but {labels.Count} label values: it is damaged.");
        return new(classes, labels, description.GetText("scoreColumn"), description.GetText("predictedLabelColumn"));
    }
}
