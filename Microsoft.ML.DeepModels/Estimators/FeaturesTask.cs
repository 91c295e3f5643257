using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Scoring;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Features for another trainer: what the network gives, as one vector.</summary>
/// <param name="name">of the column</param>
/// <param name="width">the number of features</param>
internal sealed class FeaturesTask(string name, int width) : PredictionTask
{
    public const string Name = "features";

    public override int OutputCount => width;

    public override Func<Tensor, Tensor>? Activation => null;

    public override bool HasOutputLayer => false;

    public override IReadOnlyList<ScoredColumn> Columns(DataViewSchema input) => [new VectorScoreColumn(name, 0, new VectorDataViewType(NumberDataViewType.Single, width), null)];

    public override void Describe(ModelDescription description)
    {
        description.Set("task", Name);
        description.Set("scoreColumn", name);
        description.Set("features", width);
    }

    public static FeaturesTask ReadTask(ModelDescription description)
    {
        int width = description.GetInteger("features");
        if (width < 1) throw new InvalidDataException($"The model gives {width} features, expected 1 or more: it is damaged.");
        return new(description.GetText("scoreColumn"), width);
    }
}
