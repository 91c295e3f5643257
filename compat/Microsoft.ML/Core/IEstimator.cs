namespace Microsoft.ML;

/// <summary>Learns a transformer from data.</summary>
public interface IEstimator<out TTransformer> where TTransformer : ITransformer
{
    TTransformer Fit(IDataView input);

    /// <summary>What the fitted transformer will deliver, as far as known before it is fitted.</summary>
    SchemaShape GetOutputSchema(SchemaShape inputSchema);
}
