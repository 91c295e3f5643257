using Microsoft.ML.DeepModels.Training.Metrics;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Training;

[TestClass]
public class MetricTests
{
    private const int Classes = 5;
    private static readonly int[] BatchSizes = [7, 16, 1, 12];

    [TestMethod]
    public void Compute_OfClassification_IsOverAllBatches()
    {
        foreach (bool weighted in new[] { false, true })
        {
            using var leaks = new TensorLeaks();
            using var accuracy = new Accuracy();
            using var top2 = new TopKAccuracy(2);
            var random = new Random(5);
            double hits = 0, hits2 = 0, total = 0;
            foreach (int size in BatchSizes)
            {
                using var scope = NewDisposeScope();
                float[] outputs = [.. Enumerable.Range(0, size * Classes).Select(_ => random.NextSingle())];
                long[] labels = [.. Enumerable.Range(0, size).Select(_ => random.NextInt64(Classes))];
                float[] weights = [.. Enumerable.Range(0, size).Select(_ => weighted ? random.NextSingle() : 1)];
                for (int i = 0; i < size; i++)
                {
                    float own = outputs[i * Classes + labels[i]];
                    int rank = Enumerable.Range(0, Classes).Count(c => outputs[i * Classes + c] > own);
                    hits += rank < 1 ? weights[i] : 0;
                    hits2 += rank < 2 ? weights[i] : 0;
                    total += weights[i];
                }
                foreach (var metric in new Metric[] { accuracy, top2 })
                    metric.Update(tensor(outputs, [size, Classes]), tensor(labels), weighted ? tensor(weights) : null);
            }
            Assert.AreEqual(hits / total, accuracy.Compute(), 1e-6);
            Assert.AreEqual(hits2 / total, top2.Compute(), 1e-6);
        }
    }

    [TestMethod]
    public void Compute_OfRegression_IsOverAllBatches()
    {
        using var absolute = new MeanAbsoluteErrorMetric();
        using var squared = new RootMeanSquaredErrorMetric();
        var random = new Random(6);
        List<double> errors = [];
        foreach (int size in BatchSizes)
        {
            using var scope = NewDisposeScope();
            float[] outputs = [.. Enumerable.Range(0, size).Select(_ => random.NextSingle() * 9)];
            float[] labels = [.. Enumerable.Range(0, size).Select(_ => random.NextSingle() * 9)];
            errors.AddRange(outputs.Zip(labels, (o, l) => (double)o - l));
            absolute.Update(tensor(outputs, [size, 1]), tensor(labels), null);
            squared.Update(tensor(outputs, [size, 1]), tensor(labels), null);
        }
        Assert.AreEqual(errors.Average(Math.Abs), absolute.Compute(), 1e-5);
        Assert.AreEqual(Math.Sqrt(errors.Average(e => e * e)), squared.Compute(), 1e-5);
    }

    [TestMethod]
    public void Compute_OfNoExamples_IsRefused()
    {
        using var accuracy = new Accuracy();
        using var outputs = zeros(2, 3);
        using var labels = zeros(2, ScalarType.Int64);
        accuracy.Update(outputs, labels, null);
        Assert.AreEqual(1, accuracy.Compute());
        accuracy.Reset();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => accuracy.Compute());
        StringAssert.StartsWith(error.Message, "'accuracy' has no value: it has seen no examples.");
    }

    [TestMethod]
    public void Compute_OfTopKWithNaN_IsZero()
    {
        using var top2 = new TopKAccuracy(2);
        using var outputs = full([2, 3], float.NaN);
        using var labels = zeros(2, ScalarType.Int64);
        top2.Update(outputs, labels, null);
        Assert.AreEqual(0, top2.Compute());
    }
}
