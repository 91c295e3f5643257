using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>
/// A trained generative adversarial network. It adds the discriminator's score to rows, NaN to one that cannot be read, and makes rows of latent vectors. Save it with
/// <c>mlContext.Model.Save</c>; dispose it when done.
/// </summary>
[ModelFamily(FamilyName)]
public sealed class GenerativeAdversarialNetworkTransformer : GenerativeTransformer
{
    private const string FamilyName = "generative-adversarial-network";

    internal GenerativeAdversarialNetworkTransformer(GenerativeModel model, GenerativeSettings settings, TrainingHistory? history)
        : base(model, settings, history)
    {
    }

    private protected override string Family => FamilyName;

    private protected override bool InterpolatesOnSphere => true;

    internal static ITransformer Load(IHostEnvironment env, IModelReader reader)
    {
        var (model, settings) = GenerativeArchive.Read(env, reader, GenerativeAdversarialNetworkDefinition.FromJson);
        return new GenerativeAdversarialNetworkTransformer(model, settings, null);
    }
}
