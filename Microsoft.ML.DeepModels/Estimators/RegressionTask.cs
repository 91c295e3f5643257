using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Scoring;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>One number a row, in the units of the label.</summary>
internal sealed class RegressionTask(string score) : PredictionTask
{
    public const string Name = "regression";

    public override int OutputCount => 1;

    public override Func<Tensor, Tensor>? Activation => null;

    public override IReadOnlyList<ScoredColumn> Columns(DataViewSchema input)
    {
        uint setId = ScoreAnnotations.NextSetId(input);
        var annotations = ScoreAnnotations.Start(setId, AnnotationNames.Values.Regression, AnnotationNames.Values.Score);
        return [new ScalarScoreColumn(score, 0, annotations.ToAnnotations())];
    }

    public override void Describe(ModelDescription description)
    {
        description.Set("task", Name);
        description.Set("scoreColumn", score);
    }

    public static RegressionTask ReadTask(ModelDescription description) => new(description.GetText("scoreColumn"));
}
