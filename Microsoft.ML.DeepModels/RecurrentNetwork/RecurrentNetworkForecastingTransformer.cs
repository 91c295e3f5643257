using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.RecurrentNetwork;

/// <summary>
/// A trained recurrent network that forecasts series. To each row it adds the next values of that row's series, and their bounds where columns
/// for these are named. Save it with <c>mlContext.Model.Save</c>; dispose it when done.
/// </summary>
[ModelFamily(FamilyName)]
public sealed class RecurrentNetworkForecastingTransformer : ForecastTransformer
{
    private const string FamilyName = "recurrent-network-forecast";

    internal RecurrentNetworkForecastingTransformer(ForecastModel model, SeriesTails tails, TrainingHistory? history)
        : base(model, tails, history)
    {
    }

    private protected override string Family => FamilyName;

    internal static ITransformer Load(IHostEnvironment env, IModelReader reader)
    {
        var (model, tails) = Read(env, reader);
        return new RecurrentNetworkForecastingTransformer(model, tails, null);
    }
}
