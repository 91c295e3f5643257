using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.RecurrentNetwork;

/// <summary>
/// A trained recurrent network. For classes it adds <c>PredictedLabel</c> (key, with the key values of the training
/// label) and <c>Score</c> (softmax probabilities); for a number it adds <c>Score</c> (Single). A row whose features
/// cannot be read scores NaN and has a missing label. Save it with <c>mlContext.Model.Save</c>; dispose it when done.
/// </summary>
[ModelFamily(FamilyName)]
public sealed class RecurrentNetworkTransformer : NetworkTransformer
{
    private const string FamilyName = "recurrent-network";

    internal RecurrentNetworkTransformer(NetworkModel model, NetworkSettings settings, TrainingHistory? history)
        : base(model, settings, history)
    {
    }

    private protected override string Family => FamilyName;

    internal static ITransformer Load(IHostEnvironment env, IModelReader reader)
    {
        var (model, settings) = NetworkSettings.Read(env, reader);
        return new RecurrentNetworkTransformer(model, settings, null);
    }
}
