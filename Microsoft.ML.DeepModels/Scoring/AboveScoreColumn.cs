using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>Whether an output is above a threshold; false where it is NaN.</summary>
internal sealed class AboveScoreColumn(string name, int offset, float threshold, DataViewSchema.Annotations? annotations)
    : ScoredColumn(name, BooleanDataViewType.Instance, annotations)
{
    public override Delegate CreateGetter(OutputRow row) => (ValueGetter<bool>)((ref bool destination) => destination = row()[offset] > threshold);
}
