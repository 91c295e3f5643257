namespace Microsoft.ML.Data;

/// <summary>The links of a chain, whatever its last is.</summary>
internal interface ITransformerChainAccessor
{
    ITransformer[] Transformers { get; }
    TransformerScope[] Scopes { get; }
}
