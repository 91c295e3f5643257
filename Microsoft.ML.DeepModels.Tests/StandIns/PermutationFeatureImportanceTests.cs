using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

[TestClass]
public sealed class PermutationFeatureImportanceTests
{
    private readonly MLContext _ml = new(0);

    [TestMethod]
    public void Regression_OneSlotDecides_OnlyItMatters()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => new Row { Label = 3 * i, Features = [i, 7 * i % 5] }));
        var importance = _ml.Regression.PermutationFeatureImportance(new FirstSlotTimesThree(_ml), data, permutationCount: 4);
        Assert.AreEqual(2, importance.Length);
        Assert.AreEqual(4, importance[0].RSquared.Count);
        Assert.IsTrue(importance[0].RSquared.Mean < -0.5, $"{importance[0].RSquared.Mean}");
        Assert.IsTrue(importance[0].MeanAbsoluteError.Mean > 1);
        Assert.IsTrue(importance[0].MeanAbsoluteError.StandardDeviation > 0);
        Assert.AreEqual(importance[0].MeanAbsoluteError.StandardDeviation / 2, importance[0].MeanAbsoluteError.StandardError, 1e-9);
        Assert.AreEqual((0, 0), (importance[1].RSquared.Mean, importance[1].MeanAbsoluteError.StandardDeviation));
    }

    [TestMethod]
    public void Regression_LimitedRows_UsesTheFirst()
    {
        // The first five rows agree in the first slot, the others do not.
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 10).Select(i => new Row { Label = i < 5 ? 6 : 3 * i, Features = [i < 5 ? 2 : i, 0] }));
        var importance = _ml.Regression.PermutationFeatureImportance(new FirstSlotTimesThree(_ml), data, numberOfExamplesToUse: 5);
        Assert.AreEqual(0, importance[0].MeanAbsoluteError.Mean);
    }

    [TestMethod]
    public void AnyModel_NoPredictor_IsRefused()
    {
        var data = _ml.Data.LoadFromEnumerable([new Row { Features = [1, 2] }]);
        var model = _ml.Transforms.CopyColumns("Copy", "Label").Fit(data);
        var error = Assert.Throws<ArgumentNullException>(() => _ml.Regression.PermutationFeatureImportance(model, data));
        StringAssert.Contains(error.Message, "does not have a compatible predictor");
    }

    private sealed class Row
    {
        public float Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Scored
    {
        public float Label { get; set; }
        public float Score { get; set; }
    }

    // Scores by three times the first slot of the features.
    private sealed class FirstSlotTimesThree(MLContext ml) : ISingleFeaturePredictionTransformer<object>
    {
        public string FeatureColumnName => "Features";
        public DataViewType FeatureColumnType => new VectorDataViewType(NumberDataViewType.Single, 2);
        public object Model => this;
        public bool IsRowToRowMapper => false;

        public IDataView Transform(IDataView input)
        {
            var labels = Columns.Values<float>(input, "Label");
            var rows = Columns.Vectors<float>(input, "Features").Zip(labels, (f, l) => new Scored { Label = l, Score = 3 * f[0] });
            return ml.Data.LoadFromEnumerable(rows.ToArray());
        }

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => throw new NotSupportedException();
        public Microsoft.ML.Data.IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();
        void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException();
    }
}
