using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Estimators, each fitted to what the ones before it deliver.</summary>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>> where TLastTransformer : class, ITransformer
{
    public readonly IEstimator<TLastTransformer> LastEstimator;
    private readonly IHost _host;
    private readonly EstimatorLink[] _links;

    public EstimatorChain() => _links = [];

    private EstimatorChain(IHostEnvironment env, EstimatorLink[] links)
    {
        (_host, _links) = (env?.Register(nameof(EstimatorChain<TLastTransformer>)), links);
        LastEstimator = links.LastOrDefault()?.Estimator as IEstimator<TLastTransformer>;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        GetOutputSchema(SchemaShape.Create(input.Schema)); // a column that does not fit fails before anything is fitted
        var current = input;
        var transformers = new List<ITransformer>();
        foreach (var link in _links)
        {
            transformers.Add(link.Estimator.Fit(current));
            current = transformers[^1].Transform(current);
            if (link.Cached && link != _links[^1]) current = new CacheDataView(_host, current, null);
        }
        return new(transformers, _links.Select(link => link.Scope));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        _links.Aggregate(inputSchema, (schema, link) => link.Estimator.GetOutputSchema(schema));

    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        Contracts.CheckValue(estimator, nameof(estimator));
        return new(_host, [.. _links, new EstimatorLink((IEstimator<ITransformer>)estimator, scope, false)]);
    }

    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        Contracts.CheckValue(env, nameof(env));
        if (_links.Length == 0)
            throw new InvalidOperationException("Current estimator chain has no estimator, can't append cache checkpoint.");
        return _links[^1].Cached ? this : new(env, [.. _links[..^1], _links[^1] with { Cached = true }]);
    }
}

/// <summary>An estimator, when its transformer takes part, and whether its output is kept while the next are fitted.</summary>
internal sealed record EstimatorLink(IEstimator<ITransformer> Estimator, TransformerScope Scope, bool Cached);
