using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>
/// A trained anomaly detector. It adds <c>Score</c> (Single: minus the bound of the logarithm of the row's likelihood, in nats) and <c>PredictedLabel</c> (Boolean:
/// whether that is above <see cref="Threshold"/>). A row that cannot be read scores NaN and is no anomaly. Save it with <c>mlContext.Model.Save</c>; dispose it
/// when done.
/// </summary>
[ModelFamily(FamilyName)]
public sealed class VariationalAutoencoderAnomalyTransformer : GenerativeNetworkTransformer
{
    private const string FamilyName = "variational-autoencoder-anomaly";

    internal VariationalAutoencoderAnomalyTransformer(GenerativeModel model, GenerativeSettings settings, TrainingHistory? history)
        : base(model, settings, history)
    {
    }

    /// <summary>The score above which a row is an anomaly, in nats.</summary>
    public float Threshold => Settings.Columns.First(column => column.Threshold is not null).Threshold!.Value;

    private protected override string Family => FamilyName;

    internal static ITransformer Load(IHostEnvironment env, IModelReader reader)
    {
        var (model, settings) = GenerativeArchive.Read(env, reader, VariationalAutoencoderDefinition.FromJson);
        if (settings.Columns.All(column => column.Threshold is null))
        {
            model.Dispose();
            throw new InvalidDataException("The anomaly detector in the model file has no threshold: it is damaged.");
        }
        return new VariationalAutoencoderAnomalyTransformer(model, settings, null);
    }
}
