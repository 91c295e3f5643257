using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    // What the official library seeds unseeded splits with is fixed too.
    private const int DefaultSeed = 42;

    /// <summary>Two disjoint parts; rows with the same sampling key are in the same.</summary>
    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(0 < testFraction && testFraction < 1, nameof(testFraction), "Must be between 0 and 1 exclusive");
        return Split(data, samplingKeyColumnName, seed, number => number < testFraction);
    }

    /// <summary>As many splits as folds; the test sets are disjoint and together are all rows.</summary>
    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string samplingKeyColumnName = null,
        int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(numberOfFolds > 1, nameof(numberOfFolds), "Must be more than 1");
        return Enumerable.Range(0, numberOfFolds)
            .Select(fold => Split(data, samplingKeyColumnName, seed, number => (int)(number * numberOfFolds) == fold)).ToArray();
    }

    private TrainTestData Split(IDataView data, string keyName, int? seed, Func<double, bool> isTest)
    {
        int used = seed ?? ((IHostEnvironmentInternal)_env).Seed ?? DefaultSeed;
        DataViewSchema.Column[] key = keyName == null ? [] : [data.Schema.GetColumnOrNull(keyName)
            ?? throw _env.ExceptSchemaMismatch("samplingKeyColumn", "SamplingKeyColumn", keyName)];
        return new(Part(false), Part(true));

        IDataView Part(bool test) => new RowFilterDataView(data, key, row =>
        {
            var number = key.Length == 0 ? new Random(used).NextDouble : new RowHash(used).Of(row, key[0]);
            return () => isTest(number()) == test;
        }, () => null);
    }

    /// <summary>Data to fit, and data to evaluate.</summary>
    public struct TrainTestData
    {
        public readonly IDataView TrainSet;
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet) => (TrainSet, TestSet) = (trainSet, testSet);
    }
}
