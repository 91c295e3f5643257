namespace Microsoft.ML.Data;

/// <summary>The part of a row mapper that differs from transform to transform: which columns it adds, from which.</summary>
internal interface IRowMapper : ICanSaveModel
{
    /// <summary>The input columns, by index, that the active ones of the added columns need.</summary>
    Func<int, bool> GetDependencies(Func<int, bool> activeOutput);

    /// <summary>A getter for each active added column, null for the others; the disposer may be null.</summary>
    Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer);

    DataViewSchema.DetachedColumn[] GetOutputColumns();
    ITransformer GetTransformer();
}
