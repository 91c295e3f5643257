using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Interop;

/// <summary>
/// A transformer that reads one feature column and tells ML.NET its name, so that permutation feature importance and the
/// like work on it.
/// </summary>
public abstract class SingleFeatureTransformer : ISingleFeaturePredictionTransformer
{
    private protected SingleFeatureTransformer()
    {
    }

    /// <summary>The name of the feature column.</summary>
    public abstract string FeatureColumnName { get; }

    /// <inheritdoc/>
    public abstract bool IsRowToRowMapper { get; }

    string ISingleFeaturePredictionTransformer.FeatureColumnName => FeatureColumnName;

    /// <inheritdoc/>
    public abstract DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    /// <inheritdoc/>
    public abstract IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);

    /// <inheritdoc/>
    public abstract IDataView Transform(IDataView input);

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelFile.Save(ctx, SaveModel);

    /// <summary>Adds the streams of the model to its file.</summary>
    private protected abstract void SaveModel(IModelWriter writer);
}
