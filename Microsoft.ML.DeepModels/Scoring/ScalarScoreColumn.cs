using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>A single output, such as the prediction of a regression.</summary>
internal sealed class ScalarScoreColumn(string name, int offset, DataViewSchema.Annotations? annotations)
    : ScoredColumn(name, NumberDataViewType.Single, annotations)
{
    public override Delegate CreateGetter(OutputRow row) =>
        (ValueGetter<float>)((ref float destination) => destination = row()[offset]);
}
