namespace Microsoft.ML.DeepModels.Interop;

/// <summary>
/// A transformer that reads one feature column and tells ML.NET its name, so that permutation feature importance and the
/// like work on it.
/// </summary>
public abstract class SingleFeatureTransformer : SavableTransformer, ISingleFeaturePredictionTransformer
{
    private protected SingleFeatureTransformer()
    {
    }

    /// <summary>The name of the feature column.</summary>
    public abstract string FeatureColumnName { get; }

    string ISingleFeaturePredictionTransformer.FeatureColumnName => FeatureColumnName;
}
