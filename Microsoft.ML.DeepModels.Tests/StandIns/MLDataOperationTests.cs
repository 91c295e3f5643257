using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Splits, shuffles, stretches and caches. Everything here holds for the official ML.NET too.</summary>
[TestClass]
public class MLDataOperationTests
{
    public class Row
    {
        public int Number { get; set; }
        public string? Group { get; set; }
    }

    public class Picture
    {
        [ImageType(2, 2)]
        public MLImage? Image { get; set; }
        public int Number { get; set; }
    }

    private readonly MLContext _ml = new(1);

    private IDataView Numbers(int count) =>
        _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row { Number = i, Group = "g" + i % 20 }).ToArray());

    private static int[] Read(IDataView data) => data.GetColumn<int>("Number").ToArray();

    [TestMethod]
    public void TrainTestSplit_OfManyRows_IsDisjointCompleteAndRepeatable()
    {
        var split = _ml.Data.TrainTestSplit(Numbers(1000), 0.3, seed: 5);
        int[] train = Read(split.TrainSet), test = Read(split.TestSet);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 1000).ToArray(), train.Concat(test).ToArray());
        Assert.IsInRange(200, 400, test.Length);
        CollectionAssert.AreEqual(test, Read(split.TestSet));
        CollectionAssert.AreEqual(test, Read(_ml.Data.TrainTestSplit(Numbers(1000), 0.3, seed: 5).TestSet));
        CollectionAssert.AreNotEqual(test, Read(_ml.Data.TrainTestSplit(Numbers(1000), 0.3, seed: 6).TestSet));
        CollectionAssert.AreEqual(new[] { "Number", "Group" }, split.TrainSet.Schema.Where(c => !c.IsHidden).Select(c => c.Name).ToArray());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(Numbers(3), 1));
    }

    [TestMethod]
    public void TrainTestSplit_BySamplingKey_KeepsGroupsTogether()
    {
        var split = _ml.Data.TrainTestSplit(Numbers(400), 0.5, samplingKeyColumnName: "Group");
        var train = split.TrainSet.GetColumn<string>("Group").ToHashSet();
        var test = split.TestSet.GetColumn<string>("Group").ToHashSet();
        Assert.IsFalse(train.Overlaps(test));
        Assert.HasCount(20, train.Union(test).ToList());
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(Numbers(4), 0.5, "Nowhere"));
        StringAssert.Contains(error.Message, "Could not find SamplingKeyColumn column 'Nowhere'");
    }

    [TestMethod]
    public void CrossValidationSplit_OfManyRows_HasEachRowInOneTestSet()
    {
        var folds = _ml.Data.CrossValidationSplit(Numbers(300), 3);
        Assert.HasCount(3, folds);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 300).ToArray(), folds.SelectMany(fold => Read(fold.TestSet)).ToArray());
        foreach (var fold in folds)
            CollectionAssert.AreEquivalent(Enumerable.Range(0, 300).ToArray(), Read(fold.TestSet).Concat(Read(fold.TrainSet)).ToArray());
    }

    [TestMethod]
    [DataRow(1000)]
    [DataRow(7)]
    [DataRow(1)]
    public void ShuffleRows_WithAPool_KeepsAllRows(int pool)
    {
        var shuffled = _ml.Data.ShuffleRows(Numbers(100), seed: 3, shufflePoolSize: pool);
        int[] order = Read(shuffled);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).ToArray(), order);
        CollectionAssert.AreEqual(order, Read(shuffled));
        if (pool > 1) CollectionAssert.AreNotEqual(Enumerable.Range(0, 100).ToArray(), order);
        Assert.IsTrue(shuffled.CanShuffle);
        var rows = _ml.Data.CreateEnumerable<Row>(shuffled, reuseRowObject: false).ToList();
        Assert.IsTrue(rows.All(row => row.Group == "g" + row.Number % 20));
    }

    [TestMethod]
    public void TakeAndSkipRows_OfARange_GiveTheStretch()
    {
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, Read(_ml.Data.TakeRows(Numbers(10), 3)));
        CollectionAssert.AreEqual(new[] { 8, 9 }, Read(_ml.Data.SkipRows(Numbers(10), 8)));
        Assert.IsEmpty(Read(_ml.Data.SkipRows(Numbers(10), 10)));
        Assert.AreEqual(2, _ml.Data.TakeRows(_ml.Data.SkipRows(Numbers(10), 8), 5).GetRowCount());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(Numbers(10), 0));
    }

    [TestMethod]
    public void Cache_ReadTwice_ReadsItsInputOnce()
    {
        int made = 0;
        var source = Enumerable.Range(0, 10).Select(i =>
        {
            Interlocked.Increment(ref made);
            return new Row { Number = i, Group = "x" };
        });
        var cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(source), "Number", "Group");
        Assert.IsTrue(cached.CanShuffle);
        int[] expected = Enumerable.Range(0, 10).ToArray();
        CollectionAssert.AreEqual(expected, Read(cached));
        CollectionAssert.AreEqual(expected, Read(cached));
        Assert.IsTrue(cached.GetColumn<string>("Group").All(group => group == "x"));
        Assert.AreEqual(10, made);
        Assert.AreEqual(10, cached.GetRowCount());

        using var cursor = cached.GetRowCursor([cached.Schema["Number"]], new Random(1));
        var (getter, order, value) = (cursor.GetGetter<int>(cached.Schema["Number"]), new List<int>(), 0);
        while (cursor.MoveNext())
        {
            getter(ref value);
            order.Add(value);
        }
        CollectionAssert.AreEquivalent(expected, order);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.Cache(Numbers(1), "Nowhere"));
        StringAssert.Contains(error.Message, "Could not find prefetch column 'Nowhere'");
    }

    [TestMethod]
    public void CacheAndShuffleRows_OfImages_DropThem()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new Picture { Number = 1 } });
        Assert.AreEqual(2, data.Schema.Count);
        Assert.AreEqual("Number", _ml.Data.Cache(data).Schema.Single().Name);
        var shuffled = _ml.Data.ShuffleRows(data);
        Assert.AreEqual("Number", shuffled.Schema.Single().Name);
        CollectionAssert.AreEqual(new[] { 1 }, Read(shuffled));
        Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Data.Cache(data, "Image"));
    }
}
