using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Tests.Batching;

[TestClass, DoNotParallelize]
public class BadRowTests
{
    private static readonly MLContext _env = new(1);

    [TestMethod]
    [DataRow(1 << 20, false)]
    [DataRow(40, false)]
    [DataRow(40, true)]
    public void Load_BadFeature_ThrowNamesRowAndSource(int cacheBytes, bool canShuffle)
    {
        var view = new RowsView(50,
            RowsView.Vectors("Features", [2], row => [1, row == 17 ? float.NaN : row]),
            RowsView.Texts("Path", row => $"images/{row}.png")) { CanShuffle = canShuffle };
        using var source = new BatchSource(_env, view, new() { Features = "Features" }, new() { CacheBytes = cacheBytes, BatchSize = 2 });
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => ReadAll(source));
        StringAssert.Contains(e.Message, "row 17 (the first is 0), column 'Features', from 'Path=images/17.png': value 1 is NaN, expected a finite number");
        StringAssert.Contains(e.Message, "BadRowHandling.Skip");
        Assert.AreEqual(0, view.OpenCursors);
    }

    [TestMethod]
    [DataRow(1 << 20)]
    [DataRow(40)]
    public void ReadEpoch_Skip_LeavesOutAndCountsAndKeepsTheFirst(int cacheBytes)
    {
        var view = new RowsView(20,
            RowsView.Vectors("Features", [1], row => [row % 5 == 3 ? float.PositiveInfinity : row]),
            RowsView.Singles("Label", row => row % 10 == 2 ? float.NaN : 2 * row),
            RowsView.Singles("Weight", row => row == 4 ? -1 : row == 5 ? float.NaN : 1));
        BatchColumns columns = new() { Features = "Features", LabelKind = LabelKind.Single, Label = "Label", Weight = "Weight" };
        using var source = new BatchSource(_env, view, columns, new() { CacheBytes = cacheBytes, BatchSize = 2, BadRows = BadRowHandling.Skip });
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            float[] labels = [.. ReadAll(source).Order()];
            float[] expected = [.. Enumerable.Range(0, 20).Where(r => r % 5 != 3 && r % 10 != 2 && r is not (4 or 5)).Select(r => 2f * r)];
            CollectionAssert.AreEqual(expected, labels);
            Assert.AreEqual(12, source.Counts!.Rows);
            Assert.AreEqual(2, source.Counts.MissingLabels);
            Assert.AreEqual(6, source.Counts.BadRows);
            Assert.AreEqual(3, source.Counts.FirstFault!.Row);
            double mean = expected.Average(l => (double)l);
            Assert.AreEqual(mean, source.Counts.Labels.Mean, 1e-9);
            Assert.AreEqual(Math.Sqrt(expected.Average(l => (l - mean) * (l - mean))), source.Counts.Labels.StandardDeviation, 1e-9);
        }
    }

    [TestMethod]
    public void Load_BadWeightOrLabel_IsNamed()
    {
        foreach ((float weight, float label, string expected) in new[]
        {
            (-0.5f, 1f, "column 'Weight': the weight is -0.5, expected a number of at least 0"),
            (float.NaN, 1f, "column 'Weight': the weight is NaN"),
            (1f, float.PositiveInfinity, "column 'Label': the label is infinity, expected a finite number"),
        })
        {
            var view = new RowsView(3, RowsView.Vectors("Features", [1], _ => [1]), RowsView.Singles("Label", _ => label), RowsView.Singles("Weight", _ => weight));
            BatchColumns columns = new() { Features = "Features", LabelKind = LabelKind.Single, Label = "Label", Weight = "Weight" };
            using var source = new BatchSource(_env, view, columns, new());
            var e = Assert.ThrowsExactly<InvalidOperationException>(() => source.Load(default));
            StringAssert.Contains(e.Message, expected);
        }
    }

    [TestMethod]
    public void Load_KeysMissingOrBeyondTheCount_AreLeftOut()
    {
        var view = new RowsView(10, RowsView.Vectors("Features", [1], row => [row]), RowsView.Keys("Label", 3, row => (uint)row % 5));
        using var source = new BatchSource(_env, view, new() { Features = "Features", LabelKind = LabelKind.Key, Label = "Label" }, new());
        source.Load(default);
        Assert.AreEqual(6, source.Counts!.Rows);
        Assert.AreEqual(4, source.Counts.MissingLabels);
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, source.Counts.Labels.Classes.Keys.ToArray());
    }

    [TestMethod]
    public void Constructor_WrongColumns_AreRefusedInMlNetsWords()
    {
        var view = new RowsView(0, RowsView.Vectors("Features", [1], _ => [1]), RowsView.Texts("Text", _ => ""), RowsView.Singles("Single", _ => 0));
        void Refused(BatchColumns columns, string expected)
        {
            var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new BatchSource(_env, view, columns, new()));
            StringAssert.Contains(e.Message, expected);
        }
        Refused(new() { Features = "X" }, "Could not find feature column 'X'");
        Refused(new() { Features = "Features", LabelKind = LabelKind.Key, Label = "Y" }, "Could not find label column 'Y'");
        Refused(new() { Features = "Features", LabelKind = LabelKind.Key, Label = "Text" }, "Schema mismatch for label column 'Text': expected Key<UInt32>, got String");
        Refused(new() { Features = "Features", LabelKind = LabelKind.Key, Label = "Single" }, "Schema mismatch for label column 'Single': expected Key<UInt32>, got Single");
        Refused(new() { Features = "Features", LabelKind = LabelKind.Single, Label = "Text" }, "Schema mismatch for label column 'Text': expected Single, got String");
        Refused(new() { Features = "Features", Weight = "Z" }, "Could not find weight column 'Z'");
        Refused(new() { Features = "Features", Weight = "Text" }, "Schema mismatch for weight column 'Text': expected Single, got String");
    }

    [TestMethod]
    public void Load_NothingToLearnFrom_SaysWhy()
    {
        string Message(int rows, Func<long, float> feature, Func<long, float> label)
        {
            var view = new RowsView(rows, RowsView.Singles("Features", feature), RowsView.Singles("Label", label));
            BatchColumns columns = new() { Features = "Features", LabelKind = LabelKind.Single, Label = "Label" };
            using var source = new BatchSource(_env, view, columns, new() { BadRows = BadRowHandling.Skip });
            return Assert.ThrowsExactly<InvalidOperationException>(() => source.Load(default)).Message;
        }
        Assert.AreEqual("There are no rows in the data.", Message(0, _ => 1, _ => 1));
        StringAssert.StartsWith(Message(4, _ => 1, _ => float.NaN), "All 4 rows of the data have a missing label in column 'Label'.");
        StringAssert.Contains(Message(4, _ => float.NaN, _ => 1), "0 have a missing label, 4 are bad. The first of those is row 0");
    }

    [TestMethod]
    public void ReadEpoch_TheSourceThrows_TheExceptionArrivesAsItIs()
    {
        var view = new RowsView(40, RowsView.Vectors("Features", [1], row => [row]), RowsView.Singles("Label", row => row == 30 ? throw new TimeoutException("gone") : row));
        BatchColumns columns = new() { Features = "Features", LabelKind = LabelKind.Single, Label = "Label" };
        using var source = new BatchSource(_env, view, columns, new() { BatchSize = 2, CacheBytes = 40 });
        Assert.AreEqual("gone", Assert.ThrowsExactly<TimeoutException>(() => ReadAll(source)).Message);
        Assert.AreEqual(0, view.OpenCursors);
    }

    private static List<float> ReadAll(BatchSource source)
    {
        var labels = new List<float>();
        foreach (Batch batch in source.ReadEpoch(1, default))
        {
            using (batch)
            {
                if (batch.Labels is not null) labels.AddRange(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(batch.Labels.bytes).ToArray());
            }
        }
        return labels;
    }
}
