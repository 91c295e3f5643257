using System.Collections.Immutable;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>How much each slot of the features counts: the change of the metrics when its values are exchanged among the rows.</summary>
public static class PermutationFeatureImportanceExtensions
{
    public static ImmutableArray<RegressionMetricsStatistics> PermutationFeatureImportance<TModel>(this RegressionCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer, IDataView data, string labelColumnName = DefaultColumnNames.Label,
        bool useFeatureWeightFilter = false, int? numberOfExamplesToUse = null, int permutationCount = 1)
        where TModel : class =>
        [.. Measure(catalog, predictionTransformer, predictionTransformer.FeatureColumnName, data, labelColumnName, numberOfExamplesToUse, permutationCount)];

    public static ImmutableDictionary<string, RegressionMetricsStatistics> PermutationFeatureImportance(this RegressionCatalog catalog,
        ITransformer model, IDataView data, string labelColumnName = DefaultColumnNames.Label,
        bool useFeatureWeightFilter = false, int? numberOfExamplesToUse = null, int permutationCount = 1)
    {
        var predictor = Predictor(model);
        return Named(data, predictor, Measure(catalog, predictor, predictor.FeatureColumnName, data, labelColumnName, numberOfExamplesToUse, permutationCount));
    }

    public static ImmutableArray<MulticlassClassificationMetricsStatistics> PermutationFeatureImportance<TModel>(this MulticlassClassificationCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer, IDataView data, string labelColumnName = DefaultColumnNames.Label,
        bool useFeatureWeightFilter = false, int? numberOfExamplesToUse = null, int permutationCount = 1)
        where TModel : class =>
        [.. Measure(catalog, predictionTransformer, predictionTransformer.FeatureColumnName, data, labelColumnName, numberOfExamplesToUse, permutationCount)];

    public static ImmutableDictionary<string, MulticlassClassificationMetricsStatistics> PermutationFeatureImportance(
        this MulticlassClassificationCatalog catalog, ITransformer model, IDataView data, string labelColumnName = DefaultColumnNames.Label,
        bool useFeatureWeightFilter = false, int? numberOfExamplesToUse = null, int permutationCount = 1)
    {
        var predictor = Predictor(model);
        return Named(data, predictor, Measure(catalog, predictor, predictor.FeatureColumnName, data, labelColumnName, numberOfExamplesToUse, permutationCount));
    }

    // Of a chain the last transformer that predicts.
    private static ISingleFeaturePredictionTransformer Predictor(ITransformer model)
    {
        var candidates = model is ITransformerChainAccessor chain ? chain.Transformers : [model];
        return candidates.OfType<ISingleFeaturePredictionTransformer>().LastOrDefault()
            ?? throw new ArgumentNullException("lastTransformer", "The model provided does not have a compatible predictor");
    }

    private static RegressionMetricsStatistics[] Measure(RegressionCatalog catalog, ITransformer model, string features, IDataView data, string label,
        int? rows, int count) =>
        FeaturePermutations.Measure(catalog.GetEnvironment(), model, data, features, view => catalog.Evaluate(view, label),
            (a, b) => new RegressionMetrics(a.MeanAbsoluteError - b.MeanAbsoluteError, a.MeanSquaredError - b.MeanSquaredError,
                a.RootMeanSquaredError - b.RootMeanSquaredError, a.LossFunction - b.LossFunction, a.RSquared - b.RSquared),
            () => new RegressionMetricsStatistics(), count, rows);

    private static MulticlassClassificationMetricsStatistics[] Measure(MulticlassClassificationCatalog catalog, ITransformer model, string features,
        IDataView data, string label, int? rows, int count) =>
        FeaturePermutations.Measure(catalog.GetEnvironment(), model, data, features, view => catalog.Evaluate(view, label),
            (a, b) => new MulticlassClassificationMetrics(a.MicroAccuracy - b.MicroAccuracy, a.MacroAccuracy - b.MacroAccuracy, a.LogLoss - b.LogLoss,
                a.LogLossReduction - b.LogLossReduction, a.TopKPredictionCount, null, a.PerClassLogLoss.Zip(b.PerClassLogLoss, (x, y) => x - y).ToArray(), null),
            () => new MulticlassClassificationMetricsStatistics(), count, rows);

    private static ImmutableDictionary<string, TResult> Named<TResult>(IDataView data, ISingleFeaturePredictionTransformer predictor, TResult[] results)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema[predictor.FeatureColumnName].Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref names);
        var texts = names.DenseValues().Select((n, i) => n.IsEmpty ? $"Slot {i}" : n.ToString()).ToArray();
        return results.Select((r, i) => KeyValuePair.Create(texts[i], r)).ToImmutableDictionary();
    }
}
