using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>
/// Adds what a trained network makes of each row as one vector. A row that cannot be read has NaN features. Its file holds the network: it needs no other file. Save it with
/// <c>mlContext.Model.Save</c>; dispose it when done.
/// </summary>
[ModelFamily(FamilyName)]
public sealed class PretrainedFeaturesTransformer : NetworkTransformer
{
    private const string FamilyName = "pretrained-features";

    internal PretrainedFeaturesTransformer(NetworkModel model, NetworkSettings settings)
        : base(model, settings, null)
    {
    }

    private protected override string Family => FamilyName;

    internal static ITransformer Load(IHostEnvironment env, IModelReader reader)
    {
        var (model, settings) = NetworkSettings.Read(env, reader);
        return new PretrainedFeaturesTransformer(model, settings);
    }
}
