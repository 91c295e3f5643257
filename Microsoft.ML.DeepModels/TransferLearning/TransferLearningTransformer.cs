using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>
/// A trained transfer model. It adds <c>PredictedLabel</c> (key, with the key values of the training label) and <c>Score</c> (softmax probabilities). A row whose features
/// cannot be read scores NaN and has a missing label. Its file holds the backbone, too: it needs no other file. Save it with <c>mlContext.Model.Save</c>; dispose it when done.
/// </summary>
[ModelFamily(FamilyName)]
public sealed class TransferLearningTransformer : NetworkTransformer
{
    private const string FamilyName = "transfer-learning";

    internal TransferLearningTransformer(NetworkModel model, NetworkSettings settings, TrainingHistory? history)
        : base(model, settings, history)
    {
    }

    private protected override string Family => FamilyName;

    internal static ITransformer Load(IHostEnvironment env, IModelReader reader)
    {
        var (model, settings) = NetworkSettings.Read(env, reader);
        return new TransferLearningTransformer(model, settings, null);
    }
}
