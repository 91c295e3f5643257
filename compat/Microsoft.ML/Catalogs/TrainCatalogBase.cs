using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The trainers, and the evaluation, of one task.</summary>
public abstract class TrainCatalogBase : IInternalCatalog
{
    private protected TrainCatalogBase(IHostEnvironment env, string registrationName)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckNonEmpty(registrationName, nameof(registrationName));
        Environment = env;
    }

    IHostEnvironment IInternalCatalog.Environment => Environment;
    private protected IHostEnvironment Environment { get; }

    private protected CrossValidationResult[] CrossValidateTrain(IDataView data, IEstimator<ITransformer> estimator, int numFolds,
        string samplingKeyColumn, int? seed = null)
    {
        Environment.CheckValue(data, nameof(data));
        Environment.CheckValue(estimator, nameof(estimator));
        Environment.CheckParam(numFolds > 1, nameof(numFolds), "Must be more than 1");
        var splits = new DataOperationsCatalog(Environment).CrossValidationSplit(data, numFolds, samplingKeyColumn, seed);
        return splits.Select((split, fold) =>
        {
            var model = estimator.Fit(split.TrainSet);
            // Of a chain, what serves training and testing only takes part too.
            var scores = model is ITransformerChainAccessor chain
                ? new TransformerChain<ITransformer>(chain.Transformers, chain.Scopes).Transform(split.TestSet, TransformerScope.Everything)
                : model.Transform(split.TestSet);
            return new CrossValidationResult(model, scores, fold);
        }).ToArray();
    }

    private protected struct CrossValidationResult
    {
        public readonly ITransformer Model;
        public readonly IDataView Scores;
        public readonly int Fold;

        public CrossValidationResult(ITransformer model, IDataView scores, int fold) => (Model, Scores, Fold) = (model, scores, fold);
    }

    /// <summary>One fold: the model fitted without it, and how well it does on it.</summary>
    public sealed class CrossValidationResult<T> where T : class
    {
        public readonly T Metrics;
        public readonly ITransformer Model;
        public readonly IDataView ScoredHoldOutSet;
        public readonly int Fold;

        internal CrossValidationResult(ITransformer model, T metrics, IDataView scores, int fold) =>
            (Model, Metrics, ScoredHoldOutSet, Fold) = (model, metrics, scores, fold);
    }

    /// <summary>Where trainers are found, by extension methods.</summary>
    public abstract class CatalogInstantiatorBase : IInternalCatalog
    {
        private protected CatalogInstantiatorBase(TrainCatalogBase catalog) => Owner = catalog;

        IHostEnvironment IInternalCatalog.Environment => Owner.Environment;
        internal TrainCatalogBase Owner { get; }
    }
}
