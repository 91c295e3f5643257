using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Scoring;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// What a network's outputs mean: classes or a number. Says what the label has to be, how many outputs there are and which
/// columns they become. Known once the training schema is known; kept in the model file.
/// </summary>
internal abstract class PredictionTask
{
    /// <summary>The number of outputs of the network.</summary>
    public abstract int OutputCount { get; }

    /// <summary>What makes scores of the network's outputs; null: they are scores.</summary>
    public abstract Func<Tensor, Tensor>? Activation { get; }

    /// <summary>Whether the network ends with a layer that was made for the label, and not with features.</summary>
    public virtual bool HasOutputLayer => true;

    /// <summary>The columns of the scores.</summary>
    /// <param name="input">the schema of the rows, which tells what number the next set of scores has</param>
    public abstract IReadOnlyList<ScoredColumn> Columns(DataViewSchema input);

    /// <summary>Writes the task to the description of a model.</summary>
    public abstract void Describe(ModelDescription description);

    /// <summary>Reads what <see cref="Describe"/> wrote.</summary>
    public static PredictionTask Read(ModelDescription description) => description.GetText("task") switch
    {
        MulticlassTask.Name => MulticlassTask.ReadTask(description),
        RegressionTask.Name => RegressionTask.ReadTask(description),
        FeaturesTask.Name => FeaturesTask.ReadTask(description),
        var other => throw new InvalidDataException($"The model is for the task '{other}', which this version does not know.")
    };
}
