using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Interop;

/// <summary>A transformer that ML.NET can save: the part of it that is internal in ML.NET.</summary>
public abstract class SavableTransformer : ITransformer
{
    private protected SavableTransformer()
    {
    }

    /// <inheritdoc/>
    public abstract bool IsRowToRowMapper { get; }

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
